import type { FaultView, FromView, Intent, Screen, ToView } from '../generated/messages';

/** Tells the background what the user did; returns the number that an answer repeats. */
export type Send = (intent: Intent) => number;

/** What a view wants to hear from the background. */
export interface Ears {
  screen(screen: Screen): void;
  value?(value: Extract<ToView, { type: 'value' }>): void;
  refused(seq: number, fault: FaultView): void;
}

/** An intent younger than this is sent again when the background was restarted before it answered. */
const REPEAT_WITHIN_MS = 1000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

/** Whether an intent carries a secret: such a one is kept only until it is posted, and never posted twice. */
function secret(intent: Intent): boolean {
  return 'passphrase' in intent || 'output' in intent;
}

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

  const hear = (message: ToView): void => {
    pause = 0;
    switch (message.type) {
      case 'screen':
        // Only a copy is answered by something else than a screen.
        unanswered = unanswered.filter(({ message: { intent } }) => intent.type === 'copy');
        return ears.screen(message.screen);
      case 'value':
        forget(message.seq);
        return ears.value?.(message);
      case 'refused':
        forget(message.seq);
        return ears.refused(message.seq, message.fault);
    }
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
    for (const { message } of unanswered) post(message);
    unanswered = unanswered.filter(({ message: { intent } }) => !secret(intent));
  };

  const post = (message: FromView): void => {
    port?.postMessage(message);
    // The browser has its own copy now.
    if ('output' in message.intent) message.intent.output.fill(0);
  };

  const again = (): void => {
    setTimeout(connect, pause);
    pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
  };

  connect();
  return (intent) => {
    const message = { seq: ++seq, intent };
    if (!port || !secret(intent)) unanswered.push({ message, at: Date.now() });
    if (port) post(message);
    return seq;
  };
}
