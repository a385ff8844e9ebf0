import init, { Worker } from './nearkey.js';
import { hands } from './hands';
import type { ToView } from '../generated/messages';

// The browser hands the event that woke us only to listeners that are there when this script ends, so every
// listener is added at once and waits for the brain. Promises run their callbacks in the order they were added:
// nothing that arrives early is lost or overtaken.

globalThis.nearkeyHands = hands;

/** Whether the brain ever began: one that cannot begin would not get better by starting over. */
let began = false;

const ready: Promise<Worker> = init({ module_or_path: chrome.runtime.getURL('nearkey_bg.wasm') })
  .then(() => Worker.start())
  .then((worker) => {
    began = true;
    return worker;
  });

/** Tells the brain something as soon as it is there. */
function tell(event: (worker: Worker) => void): void {
  ready.then(event).catch(report);
}

/** Views that are open. Only while there are any does it matter where tabs go. */
const views = new Set<chrome.runtime.Port>();

chrome.runtime.onConnect.addListener((port) => {
  if (isOurPage(port)) {
    port.onMessage.addListener((message: unknown) => tell((worker) => worker.note(port, message)));
    return;
  }
  if (!isOurView(port)) return port.disconnect();
  port.onMessage.addListener((message: unknown) => tell((worker) => worker.message(port, message)));
  port.onDisconnect.addListener(() => {
    views.delete(port);
    // A listener that stayed would have the browser wake us for every page that loads.
    if (views.size === 0) chrome.tabs.onUpdated.removeListener(tabUpdated);
    tell((worker) => worker.disconnected(port));
  });
  views.add(port);
  if (!chrome.tabs.onUpdated.hasListener(tabUpdated)) chrome.tabs.onUpdated.addListener(tabUpdated);
  tell((worker) => worker.connected(port));
  ready.catch(() => port.postMessage(NOT_STARTED)).catch(report);
});

chrome.alarms.onAlarm.addListener(({ name }) => tell((worker) => worker.alarm(name)));

chrome.tabs.onRemoved.addListener((tabId) => tell((worker) => worker.tabRemoved(tabId)));

chrome.permissions.onAdded.addListener(() => tell((worker) => worker.permissionsChanged()));
chrome.permissions.onRemoved.addListener(() => tell((worker) => worker.permissionsChanged()));

chrome.idle.onStateChanged.addListener((state) => tell((worker) => worker.presence(state)));

// Keys and the menu are gestures of the user: the browser gives us the page in front for them.
chrome.commands.onCommand.addListener((command, tab) => tell((worker) => worker.command(command, tab?.id, tab?.url)));

chrome.contextMenus.onClicked.addListener(({ menuItemId }, tab) =>
  tell((worker) => worker.command(String(menuItemId), tab?.id, tab?.url)));

// Listening is what makes the browser wait until we start over ourselves.
chrome.runtime.onUpdateAvailable.addListener(() => tell((worker) => worker.updateReady()));

function tabUpdated(tabId: number, { status, url }: { status?: string; url?: string }, { url: address }: chrome.tabs.Tab): void {
  if (status === 'complete' || url !== undefined) tell((worker) => worker.tabChanged(tabId, address));
}

chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install') void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
});

// Starting is all there is to do: the brain looks at the clock and locks.
chrome.runtime.onStartup.addListener(() => tell(() => undefined));

/** A content script of ours that stays in a page: it may tell notes, and nothing else. */
function isOurPage({ name, sender }: chrome.runtime.Port): boolean {
  return name === 'page' && sender?.id === chrome.runtime.id && sender.tab !== undefined;
}

/** Only pages of this extension may be views; a content script has the address of its web page. */
function isOurView({ name, sender }: chrome.runtime.Port): boolean {
  const home = chrome.runtime.getURL('');
  return name === 'view' && sender?.id === chrome.runtime.id && sender.url?.startsWith(home) === true;
}

/** What a view hears when the brain could not be started. */
const NOT_STARTED: ToView = {
  type: 'refused',
  seq: 0,
  fault: { key: 'internal', code: 'INT-01', detail: null },
};

/** Says that something failed, and not what: its text could hold what must not be in a log. */
function report(error: unknown): void {
  console.error('nearkey:', error instanceof Error ? error.name : 'failed');
  startOver(error);
}

/** A brain that stopped in the middle of a thought knows nothing for sure any more: a new one begins, locked. */
function startOver(error: unknown): void {
  if (began && error instanceof WebAssembly.RuntimeError) chrome.runtime.reload();
}

// What the brain does by itself, between events, fails here.
globalThis.addEventListener('error', (event) => startOver(event.error));
globalThis.addEventListener('unhandledrejection', (event) => startOver(event.reason));
