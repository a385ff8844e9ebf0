import { LANGUAGES, texts } from '../ui/languages';
import type { Key, Texts } from '../ui/text';

/** What is offered: nothing, what needs no open cache, or all. */
export type Entries = 'none' | 'locked' | 'open';

/** The entries by the names of their commands, in their order. They name no login: browsers write this menu to the disk. */
const ENTRIES: ReadonlyArray<readonly [command: string, title: Key, locked: boolean]> = [
  ['fill', 'menu_fill', false],
  ['code', 'menu_code', false],
  ['generate', 'menu_generate', true],
  ['ask', 'menu_ask', true],
];

/** One change after the other; the browser knows no other order. */
let last: Promise<unknown> = Promise.resolve();

/** Makes the menu anew. */
export function menu(entries: Entries, phone: boolean, language: string): void {
  last = last.then(() => make(entries, phone, language)).catch(() => undefined);
}

async function make(entries: Entries, phone: boolean, language: string): Promise<void> {
  const chosen = LANGUAGES.find((name) => name === language);
  const words = chosen && (await texts(chosen));
  await chrome.contextMenus.removeAll();
  for (const [id, title, locked] of ENTRIES) {
    if (entries === 'none' || (entries === 'locked' && !locked) || (id === 'ask' && !phone)) continue;
    chrome.contextMenus.create(
      {
        id,
        title: say(title, words),
        contexts: ['page', 'frame', 'editable'],
        documentUrlPatterns: ['http://*/*', 'https://*/*'],
      },
      // One that is there already stays as it is.
      () => void chrome.runtime.lastError,
    );
  }
}

function say(key: Key, words: Texts | undefined): string {
  return words?.[key]?.message ?? chrome.i18n.getMessage(key);
}
