import type { Look, ToPage } from '../generated/messages';
import { PAGES } from '../ui/pages';
import type { Texts } from '../ui/text';

/** The content script that stays, by its name in the browser's list. */
const ID = 'pages';
const FILES = ['content.js', 'watch.js'];
const POPUP = 'popup/popup.html';
const POPUP_WIDTH = 400;
const POPUP_HEIGHT = 640;

/** What a content script that stays hears: what it is told, how it looks, and the texts for it. */
export interface Told {
  message: ToPage;
  theme: Look['theme'];
  /** Texts by their keys, where the user chose another language than the browser's. */
  texts: Record<string, string> | null;
}

/** What starts with this is said in pages. */
const IN_PAGES = 'in_page_';

/** Whether the user permits us to stay in pages. */
export function pagesPermitted(): Promise<boolean> {
  return chrome.permissions.contains(PAGES);
}

/** One change after the other: the browser's list is read and written in steps. */
let changing: Promise<unknown> = Promise.resolve();

/** Stays in pages from now on, or no more. What is so already is left alone. */
export function stayInPages(stays: boolean): void {
  changing = changing.then(() => change(stays)).catch(() => undefined);
}

async function change(stays: boolean): Promise<void> {
  const there = (await chrome.scripting.getRegisteredContentScripts({ ids: [ID] })).length > 0;
  if (!stays) {
    if (there) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
    // Also to those that an earlier version, or an earlier permission, left behind.
    return tellAll({ type: 'stop' });
  }
  if (!there) {
    await chrome.scripting.registerContentScripts([{
      id: ID,
      js: FILES,
      matches: PAGES.origins,
      allFrames: true,
      matchOriginAsFallback: true,
      runAt: 'document_idle',
    }]);
    await intoOpenTabs();
  }
}

/** The browser puts a script only into what is loaded from now on. */
async function intoOpenTabs(): Promise<void> {
  const tabs = await chrome.tabs.query({ url: PAGES.origins });
  for (const { id, discarded } of tabs) {
    if (id === undefined || discarded) continue;
    const target = { tabId: id, allFrames: true };
    await chrome.scripting.executeScript({ target, files: FILES }).catch(() => undefined);
  }
}

/** Tells the script in one document; nobody, if it is gone. */
export function tell(tabId: number, frameId: number, documentId: string | null, message: ToPage, look: Look): void {
  const to = documentId ? { documentId } : { frameId };
  const shown = shows(message) ? show(tabId, frameId, documentId) : undefined;
  void Promise.all([told(message, look), shown])
    .then(([told]) => chrome.tabs.sendMessage(tabId, told, to))
    .catch(() => undefined);
}

/** Whether there is anything to be seen of it. */
function shows(message: ToPage): boolean {
  return message.type === 'fields' ? message.fields.some(({ mark }) => mark) : message.type === 'offer';
}

async function show(tabId: number, frameId: number, documentId: string | null): Promise<void> {
  const target = documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] };
  await chrome.scripting.executeScript({ target, files: ['show.js'] });
}

/** Tells all scripts that stay. */
export function tellAll(message: ToPage): void {
  const told: Told = { message, theme: 'system', texts: null };
  void chrome.tabs.query({}).then((tabs) => {
    for (const { id } of tabs) {
      if (id !== undefined) void chrome.tabs.sendMessage(id, told).catch(() => undefined);
    }
  });
}

async function told(message: ToPage, { language, theme }: Look): Promise<Told> {
  return { message, theme, texts: language === '' ? null : await textsOf(language) };
}

async function textsOf(language: string): Promise<Record<string, string>> {
  const file = await fetch(chrome.runtime.getURL(`_locales/${language}/messages.json`));
  const all = Object.entries((await file.json()) as Texts);
  const wanted = all.filter(([key]) => key.startsWith(IN_PAGES) || key === 'direction');
  return Object.fromEntries(wanted.map(([key, text]) => [key, text?.message ?? '']));
}

/** Shows the popup over a tab; in a window of its own where the browser wants a click of its own for that. */
export function openPopup(tabId: number): void {
  void openOver(tabId).catch(() => undefined);
}

async function openOver(tabId: number): Promise<void> {
  // One that is there, under the button or in a window, shows it by itself.
  const views = await chrome.runtime.getContexts?.({ contextTypes: ['POPUP'] }) ?? [];
  if (views.length > 0) return;
  try {
    const { windowId } = await chrome.tabs.get(tabId);
    await chrome.action.openPopup({ windowId });
  } catch {
    const url = chrome.runtime.getURL(POPUP);
    await chrome.windows.create({ url, type: 'popup', width: POPUP_WIDTH, height: POPUP_HEIGHT });
  }
}
