import type { Notice } from '../generated/messages';
import { join, type Ears } from '../ui/port';
import { PASSKEY_HASH } from '../ui/prf';
import { speak } from '../ui/text';
import './passkey';
import type { PasskeyWindow } from './passkey';
import './view';
import type { Popup } from './view';

/** Time to read "filled" before the popup goes away. */
const READ_MS = 700;

/** News after which there is nothing more to do in the popup. */
const FILLED: ReadonlySet<string> = new Set<Notice['type']>(['filled', 'filledUser', 'filledCode', 'filledNew']);

speak('popup_title');

const view = document.querySelector('nk-popup') as Popup;
if (location.hash === PASSKEY_HASH) passkeyWindow();
else view.send = join(popup());

function popup(): Ears {
  return {
    screen(screen) {
      if (screen.view !== 'popup') return;
      const before = view.screen;
      view.screen = screen;
      const kind = screen.notice?.type;
      const filled = kind !== undefined && FILLED.has(kind);
      if (before && filled && JSON.stringify(before.notice) !== JSON.stringify(screen.notice)) void leave();
    },
    async value({ seq, text, field }) {
      // Nobody waits for it any more: the clipboard stays as it is.
      if (!view.wants(seq)) return;
      try {
        await navigator.clipboard.writeText(text);
        view.copied(seq, field);
      } catch {
        view.refusedWith(seq, { key: 'clipboard', code: 'CLP-01', detail: null });
      }
    },
    code(code) {
      view.codeCame(code);
    },
    generated(made) {
      view.madeCame(made);
    },
    item: (answer) => view.itemCame(answer),
    revealed: (answer) => view.itemCame(answer),
    revisions: (answer) => view.itemCame(answer),
    file: (answer) => view.itemCame(answer),
    refused: (seq, fault) => view.refusedWith(seq, fault),
  };
}

/** The same page, in a window of its own that asks a passkey. */
function passkeyWindow(): void {
  const asking = document.createElement('nk-passkey') as PasskeyWindow;
  asking.leave = () => void closeOwnTab();
  asking.send = join({
    screen(screen) {
      if (screen.view === 'popup') asking.screen = screen;
    },
    refused(_seq, fault) {
      asking.refused = fault;
    },
  });
  view.replaceWith(asking);
}

/** Closes the popup, unless it was opened as a page. */
async function leave(): Promise<void> {
  if (await chrome.tabs.getCurrent()) return;
  setTimeout(() => window.close(), READ_MS);
}

async function closeOwnTab(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}
