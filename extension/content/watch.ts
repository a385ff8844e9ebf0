/**
 * The script that stays in pages, where the user permits it. It looks whether there are fields, tells of them, and tells what
 * was typed when it is sent. What is to be seen comes by another script, where there is anything to be seen. It decides
 * nothing and listens to no message of a page.
 */

import type { Meaning, Note, Snapshot } from '../generated/messages';
import type { Told } from '../background/pages';
import type { Show } from './show';
import { TypedFields } from './typed';

/** A page that just changed is left alone for so long before it is looked at. */
const FIRST_PAUSE_MS = 250;
/** A page that never stops changing is looked at this often: the longer a look takes, the more seldom. */
const LONGEST_PAUSE_MS = 20_000;
const LEAST_LONGEST_MS = 2_000;
const PAUSE_PER_LOOK = 100;
/** A page that was quiet for so long is looked at soon again. */
const QUIET_MS = 3_000;
/** A port that nobody used for so long is let go. */
const PORT_MS = 10_000;
/** Kinds of fields that never hold a login. */
const NEVER = new Set(['search', 'url', 'number']);

/** What may make a difference. */
const NEW: MutationObserverInit = { childList: true, subtree: true };
const CHANGES: MutationObserverInit = {
  ...NEW,
  attributeFilter: ['type', 'hidden', 'class', 'style', 'open', 'disabled', 'readonly', 'autocomplete'],
};

declare global {
  /** Only in the isolated world of a page in which we stay. */
  var __nearkeyWatch: { alive(): boolean; stop(): void } | undefined;
}

function watch(): { alive(): boolean; stop(): void } {
  let stopped = false;
  let pause = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When it rings. */
  let due = Infinity;
  let looking = false;
  /** It was time for the next look before this one was over. */
  let again = false;
  /** The field that was used last: in a closed tree it is found only by that. */
  let used: WeakRef<HTMLInputElement> | undefined;
  let observed = 0;
  let lastTold = '';
  let lastShape = '';
  let port: chrome.runtime.Port | undefined;
  let portTimer: ReturnType<typeof setTimeout> | undefined;

  let show: Show | undefined;

  const typed = new TypedFields((what) => tell({ type: 'submitted', document: token(), ...what }));

  const token = (): string => globalThis.__nearkey?.token ?? '';

  const tell = (note: Note): void => {
    if (stopped) return;
    try {
      if (!port) {
        port = chrome.runtime.connect({ name: 'page' });
        port.onDisconnect.addListener(() => (port = undefined));
      }
      port.postMessage(note);
    } catch {
      // The extension was updated or taken away.
      return stop();
    }
    clearTimeout(portTimer);
    portTimer = setTimeout(() => {
      port?.disconnect();
      port = undefined;
    }, PORT_MS);
  };

  // While a look is due, changes are not even listened to: a storm of them costs nothing.
  const observer = new MutationObserver((records) => {
    if (records.every(isOurs)) return;
    observer.disconnect();
    if (performance.now() - observed > QUIET_MS) pause = FIRST_PAUSE_MS;
    lookIn(pause);
  });

  const isOurs = ({ type, addedNodes, removedNodes }: MutationRecord): boolean =>
    type === 'childList' && [...addedNodes, ...removedNodes].every((node) => show?.owns(node));

  const lookIn = (ms: number): void => {
    if (stopped || performance.now() + ms >= due) return;
    clearTimeout(timer);
    due = performance.now() + ms;
    timer = setTimeout(() => {
      due = Infinity;
      void look();
    }, ms);
  };

  const look = async (): Promise<void> => {
    if (stopped) return;
    again = looking;
    if (looking) return;
    looking = true;
    const began = performance.now();
    typed.gone();
    show?.follow();
    const matters = mayMatter();
    // Before the look, which takes its time: what changes meanwhile is seen in the next one. Fields show up by what
    // changes around them; where there are none, only new ones matter.
    observer.disconnect();
    observer.observe(document, matters ? CHANGES : NEW);
    const snapshot = matters ? await globalThis.__nearkey?.look() : undefined;
    looking = false;
    if (stopped) return;
    observed = performance.now();
    const told = snapshot ? outline(snapshot) : '';
    const shape = snapshot ? shapeOf(snapshot) : '';
    const longest = Math.max(LEAST_LONGEST_MS, (observed - began) * PAUSE_PER_LOOK);
    // The same fields made anew, or a clock in a button, are no reason to look more often.
    pause = shape === lastShape ? Math.min(LONGEST_PAUSE_MS, longest, pause * 2) : FIRST_PAUSE_MS;
    lastShape = shape;
    if (told !== lastTold) {
      lastTold = told;
      if (snapshot) tell({ type: 'seen', snapshot });
      else forget();
    }
    if (again) lookIn(pause);
  };

  /** Whether a look is worth its time. Trees that a plain search does not see into are looked at once they are used. */
  const mayMatter = (): boolean => globalThis.__nearkey?.mightMatter() === true || used?.deref()?.isConnected === true;

  const forget = (): void => {
    show?.marks(new Map(), false);
    typed.set(new Map());
  };

  const heard = ({ message, theme, texts }: Told): void => {
    if (stopped) return;
    show ??= globalThis.__nearkeyShow?.(token, tell);
    show?.texts(texts, theme);
    switch (message.type) {
      case 'fields': {
        if (message.document !== token()) return;
        const marked = new Map<HTMLInputElement, number>();
        const roles = new Map<HTMLInputElement, Meaning>();
        for (const { key, role, mark } of message.fields) {
          const element = globalThis.__nearkey?.field(key);
          if (!element) continue;
          if (mark) marked.set(element, key);
          roles.set(element, role);
        }
        show?.marks(marked, message.fields.some(({ role }) => role === 'newPassword'));
        typed.set(message.offers ? roles : new Map());
        return;
      }
      case 'menu':
        if (message.document === token()) show?.menu(message.menu, message.key);
        return;
      case 'closeMenu':
        return show?.closeMenu();
      case 'offer':
        if (message.document === token()) show?.notice(message.offer);
        return;
      case 'closeOffer':
        return show?.closeNotice();
      case 'again':
        lastTold = '';
        forget();
        return void look();
      case 'stop':
        return stop();
    }
  };

  const received = (told: Told, sender: chrome.runtime.MessageSender): void => {
    if (sender.id === chrome.runtime.id && !sender.tab) heard(told);
  };

  /** Fields in trees that the observer does not see into. */
  const focused = (event: Event): void => {
    const field = globalThis.__nearkey?.innermost(event);
    if (!(field instanceof HTMLInputElement)) return;
    used = new WeakRef(field);
    lookIn(performance.now() - observed < FIRST_PAUSE_MS ? FIRST_PAUSE_MS : 0);
  };

  const shown = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    // It has another name now, and no number at the button.
    lastTold = '';
    lookIn(0);
  };

  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    observer.disconnect();
    clearTimeout(timer);
    clearTimeout(portTimer);
    document.removeEventListener('focusin', focused, true);
    window.removeEventListener('pageshow', shown);
    typed.end();
    show?.end();
    try {
      chrome.runtime.onMessage.removeListener(received);
      port?.disconnect();
    } catch {
      // There is no extension any more.
    }
  };

  chrome.runtime.onMessage.addListener(received);
  document.addEventListener('focusin', focused, true);
  window.addEventListener('pageshow', shown);
  lookIn(0);
  return { alive: () => !stopped && chrome.runtime?.id !== undefined, stop };
}

/** What decides what fields are for; empty, if nothing of it can matter. */
function outline({ fields, forms }: Snapshot): string {
  if (fields.every(({ kind }) => NEVER.has(kind))) return '';
  return JSON.stringify([fields.map((field) => ({ ...field, focused: false, filled: false })), forms]);
}

/** Which fields there are, whoever made them and whatever is written around them. */
function shapeOf({ fields }: Snapshot): string {
  return JSON.stringify(fields.map(({ kind, name, id, visible, editable }) => [kind, name, id, visible, editable]));
}

if (!globalThis.__nearkeyWatch?.alive()) {
  globalThis.__nearkeyWatch?.stop();
  globalThis.__nearkeyWatch = watch();
}

