import { join } from '../ui/port';
import { speak } from '../ui/text';
import './view';
import type { Popup } from './view';

/** Time to read "filled" before the popup goes away. */
const READ_MS = 700;

speak('popup_title');

const view = document.querySelector('nk-popup') as Popup;

view.send = join({
  screen(screen) {
    if (screen.view !== 'popup') return;
    const before = view.screen;
    view.screen = screen;
    const kind = screen.notice?.type;
    const filled = kind === 'filled' || kind === 'filledUser';
    if (before && filled && JSON.stringify(before.notice) !== JSON.stringify(screen.notice)) void leave();
  },
  async value({ seq, text, field }) {
    try {
      await navigator.clipboard.writeText(text);
      view.copied(seq, field);
    } catch {
      view.refused = { key: 'clipboard', code: 'CLP-01', detail: null };
    }
  },
  refused(_seq, fault) {
    view.refused = fault;
  },
});

/** Closes the popup, unless it was opened as a page. */
async function leave(): Promise<void> {
  if (await chrome.tabs.getCurrent()) return;
  setTimeout(() => window.close(), READ_MS);
}
