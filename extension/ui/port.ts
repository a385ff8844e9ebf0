import type { FaultView, FromView, Intent, Screen, ToView } from '../generated/messages';
import { dressed, PLAIN, wear } from './look';

/** Tells the background what the user did; returns the number that an answer repeats. */
export type Send = (intent: Intent) => number;

/** What a view wants to hear from the background. */
export interface Ears {
  screen(screen: Screen): void;
  value?(value: Extract<ToView, { type: 'value' }>): void;
  code?(code: Extract<ToView, { type: 'code' }>): void;
  generated?(made: Extract<ToView, { type: 'generated' }>): void;
  item?(item: Extract<ToView, { type: 'item' }>): void;
  revealed?(secret: Extract<ToView, { type: 'revealed' }>): void;
  revisions?(revisions: Extract<ToView, { type: 'revisions' }>): void;
  file?(file: Extract<ToView, { type: 'file' }>): void;
  backup?(backup: Extract<ToView, { type: 'backup' }>): void;
  refused(seq: number, fault: FaultView): void;
}

/** An intent younger than this is sent again when the background was restarted before it answered. */
const REPEAT_WITHIN_MS = 1000;
/** These carry a secret: the copy for sending again would keep it, and may have been wiped by its owner. */
const SENT_ONCE: ReadonlySet<Intent['type']> = new Set<Intent['type']>([
  'unlockPassphrase', 'unlockPasskey', 'setPassphrase', 'setPasskey', 'signIn', 'openServerVault', 'finishConnect',
  'typeKey', 'typeMaster', 'readInvitation', 'readCode', 'changeItem', 'makeItem',
]);
/** These are answered by something else than a screen, under their number. */
const ANSWERED_APART: ReadonlySet<Intent['type']> = new Set<Intent['type']>([
  'copy', 'copyOffer', 'showCode', 'generate', 'revealGenerated', 'copyGenerated', 'showItem', 'reveal', 'showRevisions',
  'revealRevision', 'getFile', 'shareItem',
]);
/** Sent twice, they would do twice what was wanted once. */
const NOT_AGAIN: ReadonlySet<Intent['type']> = new Set<Intent['type']>([
  'nextCode', 'saveOffer', 'answerConflict', 'repeatChange', 'shareItem',
]);
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

/**
 * Joins a view to the background and stays joined.
 *
 * The browser ends an idle background after half a minute and cuts the port; a new port starts it again.
 */
export function join(ears: Ears): Send {
  let port: chrome.runtime.Port | undefined;
  let seq = 0;
  let pause = 0;
  let unanswered: Array<{ message: FromView; at: number }> = [];

  /** Messages wait in their order while texts are on their way. */
  let heard: Promise<void> | undefined;

  const hear = (message: ToView): void => {
    pause = 0;
    settle(message);
    const look = message.type === 'screen' ? message.look : dressed() ? undefined : PLAIN;
    const ready = heard ? heard.then(() => look && wear(look)) : look && wear(look);
    if (!ready) return tell(message);
    const mine = ready.then(() => {
      if (heard === mine) heard = undefined;
      tell(message);
    });
    heard = mine;
  };

  const tell = (message: ToView): void => {
    switch (message.type) {
      case 'screen':
        return ears.screen(message.screen);
      case 'value':
        return ears.value?.(message);
      case 'code':
        return ears.code?.(message);
      case 'generated':
        return ears.generated?.(message);
      case 'item':
        return ears.item?.(message);
      case 'revealed':
        return ears.revealed?.(message);
      case 'revisions':
        return ears.revisions?.(message);
      case 'file':
        return ears.file?.(message);
      case 'backup':
        return ears.backup?.(message);
      case 'refused':
        return ears.refused(message.seq, message.fault);
    }
  };

  const settle = (message: ToView): void => {
    if (message.type === 'screen') {
      unanswered = unanswered.filter(({ message: { intent } }) => ANSWERED_APART.has(intent.type));
    }
    else if (message.type !== 'backup') forget(message.seq);
  };

  const forget = (answered: number): void => {
    unanswered = unanswered.filter(({ message }) => message.seq !== answered);
  };

  const connect = (): void => {
    try {
      port = chrome.runtime.connect({ name: 'view' });
    } catch {
      return again();
    }
    port.onMessage.addListener(hear);
    port.onDisconnect.addListener(() => {
      port = undefined;
      again();
    });
    const now = Date.now();
    unanswered = unanswered.filter(({ at }) => now - at < REPEAT_WITHIN_MS);
    for (const { message } of unanswered) port.postMessage(message);
    unanswered = unanswered.filter(({ message }) => !SENT_ONCE.has(message.intent.type));
  };

  const again = (): void => {
    setTimeout(connect, pause);
    pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
  };

  connect();
  return (intent) => {
    const message = { seq: ++seq, intent };
    if (!port || !(SENT_ONCE.has(intent.type) || NOT_AGAIN.has(intent.type))) unanswered.push({ message: structuredClone(message), at: Date.now() });
    port?.postMessage(message);
    return seq;
  };
}
