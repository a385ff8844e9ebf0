/**
 * The script that stays in pages, where the user permits it. It looks whether there are fields, tells of them, shows what
 * the background says, and tells what a person does with that. It decides nothing and listens to no message of a page.
 */

import type { FieldRole, Note, Snapshot } from '../generated/messages';
import type { Told } from '../background/pages';
import { take } from './gesture';
import { Marks } from './mark';
import { Menu } from './menu';
import { Notice } from './notice';
import { useTexts } from './say';
import { Stage } from './stage';
import { Trust, canSee } from './trust';
import { TypedFields } from './typed';

/** A page that just changed is left alone for so long before it is looked at. */
const FIRST_PAUSE_MS = 250;
/** A page that never stops changing is looked at this often. */
const LONGEST_PAUSE_MS = 20_000;
/** A page that was quiet for so long is looked at soon again. */
const QUIET_MS = 3_000;
/** A port that nobody used for so long is let go. */
const PORT_MS = 10_000;
/** Kinds of fields that never hold a login. */
const NEVER = new Set(['search', 'url', 'number']);

declare global {
  /** Only in the isolated world of a page in which we stay. */
  var __nearkeyWatch: { alive(): boolean; stop(): void } | undefined;
}

function watch(): { alive(): boolean; stop(): void } {
  let stopped = false;
  let pause = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking = false;
  let observed = 0;
  let lastTold = '';
  let port: chrome.runtime.Port | undefined;
  let portTimer: ReturnType<typeof setTimeout> | undefined;

  const stage = new Stage(() => {
    menu.close(false);
    notice.close();
    marks.lost();
  });
  const trust = new Trust((element) => menu.lost(element));
  const marks = new Marks(stage, trust, (event, { key, button }) => {
    event.preventDefault();
    event.stopPropagation();
    if (menu.isOpen) return menu.close(true);
    if (take(event) && trust.deserved(button)) open(key);
  });
  const menu = new Menu(stage, trust, {
    chosen: (number, choice) => tell({ type: 'choose', document: token(), menu: number, choice }),
    closed: (number) => tell({ type: 'closed', menu: number }),
  });
  const notice = new Notice(stage, trust, (offer, answer) => tell({ type: 'answered', offer, answer }));
  const typed = new TypedFields((what) => tell({ type: 'submitted', document: token(), ...what }));

  const token = (): string => globalThis.__nearkey?.token ?? '';

  const open = (key: number): void => tell({ type: 'open', document: token(), key });

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
  const observer = new MutationObserver(() => {
    observer.disconnect();
    if (performance.now() - observed > QUIET_MS) pause = FIRST_PAUSE_MS;
    lookIn(pause);
  });

  const lookIn = (ms: number): void => {
    if (stopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void look();
    }, ms);
  };

  const look = async (): Promise<void> => {
    if (stopped || looking) return;
    looking = true;
    typed.gone();
    marks.follow();
    const snapshot = mayMatter() ? await globalThis.__nearkey?.scan() : undefined;
    looking = false;
    if (stopped) return;
    const told = snapshot ? outline(snapshot) : '';
    if (told === lastTold) {
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    } else {
      lastTold = told;
      if (snapshot) tell({ type: 'seen', snapshot });
      else forget();
    }
    observed = performance.now();
    observer.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['type', 'hidden'] });
  };

  const forget = (): void => {
    marks.set(new Map());
    typed.set(new Map());
  };

  const heard = ({ message, theme, texts }: Told): void => {
    if (stopped) return;
    useTexts(texts);
    switch (message.type) {
      case 'fields': {
        if (message.document !== token()) return;
        const marked = new Map<HTMLInputElement, number>();
        const roles = new Map<HTMLInputElement, FieldRole>();
        for (const { key, role, mark } of message.fields) {
          const element = globalThis.__nearkey?.field(key);
          if (!element) continue;
          if (mark) marked.set(element, key);
          roles.set(element, role);
        }
        marks.set(marked);
        typed.set(message.offers ? roles : new Map());
        return;
      }
      case 'menu': {
        const field = marks.field(message.key);
        if (message.document === token() && field && canSee) menu.show(message.menu, field, theme);
        else tell({ type: 'closed', menu: message.menu.number });
        return;
      }
      case 'closeMenu':
        return menu.close(false, false);
      case 'offer':
        if (message.document === token()) notice.show(message.offer, theme);
        return;
      case 'closeOffer':
        return notice.close();
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

  /** Alt and Down in a field with a mark. */
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const mark = marks.of(event.composedPath()[0]);
    if (!mark || !take(event)) return;
    event.preventDefault();
    event.stopPropagation();
    open(mark.key);
  };

  /** Fields in trees that the observer does not see into. */
  const focused = (event: Event): void => {
    const target = event.composedPath()[0];
    if (target instanceof HTMLInputElement || (target instanceof HTMLElement && target.localName.includes('-'))) lookIn(0);
  };

  const shown = (event: PageTransitionEvent): void => {
    if (event.persisted) lookIn(0);
  };

  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    observer.disconnect();
    clearTimeout(timer);
    clearTimeout(portTimer);
    document.removeEventListener('keydown', pressed, true);
    document.removeEventListener('focusin', focused, true);
    window.removeEventListener('pageshow', shown);
    typed.end();
    menu.close(false, false);
    notice.close();
    marks.end();
    trust.end();
    stage.hide();
    try {
      chrome.runtime.onMessage.removeListener(received);
      port?.disconnect();
    } catch {
      // There is no extension any more.
    }
  };

  chrome.runtime.onMessage.addListener(received);
  document.addEventListener('keydown', pressed, true);
  document.addEventListener('focusin', focused, true);
  window.addEventListener('pageshow', shown);
  lookIn(0);
  return { alive: () => !stopped && chrome.runtime?.id !== undefined, stop };
}

/** Whether a look is worth its time. The list of a tag name is kept by the browser. */
function mayMatter(): boolean {
  return document.getElementsByTagName('input').length > 0 || document.querySelector(':focus')?.localName.includes('-') === true;
}

/** What decides what fields are for; empty, if nothing of it can matter. */
function outline({ fields, forms }: Snapshot): string {
  if (fields.every(({ kind }) => NEVER.has(kind))) return '';
  return JSON.stringify([fields.map((field) => ({ ...field, focused: false, filled: false })), forms]);
}

if (!globalThis.__nearkeyWatch?.alive()) {
  globalThis.__nearkeyWatch?.stop();
  globalThis.__nearkeyWatch = watch();
}

