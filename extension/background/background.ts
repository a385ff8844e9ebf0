import init, { Worker } from './nearkey.js';
import { hands } from './hands';
import type { ToView } from '../generated/messages';

// The browser hands the event that woke us only to listeners that are there when this script ends, so every
// listener is added at once and waits for the brain. Promises run their callbacks in the order they were added:
// nothing that arrives early is lost or overtaken.

globalThis.nearkeyHands = hands;

const ready: Promise<Worker> = init({ module_or_path: chrome.runtime.getURL('nearkey_bg.wasm') })
  .then(() => Worker.start());

/** Tells the brain something as soon as it is there. */
function tell(event: (worker: Worker) => void): void {
  ready.then(event).catch(report);
}

chrome.runtime.onConnect.addListener((port) => {
  if (!isOurView(port)) return port.disconnect();
  port.onMessage.addListener((message: unknown) => tell((worker) => worker.message(port, message)));
  port.onDisconnect.addListener(() => tell((worker) => worker.disconnected(port)));
  tell((worker) => worker.connected(port));
  ready.catch(() => port.postMessage(NOT_STARTED)).catch(report);
});

chrome.alarms.onAlarm.addListener(({ name }) => tell((worker) => worker.alarm(name)));

chrome.tabs.onRemoved.addListener((tabId) => tell((worker) => worker.tabRemoved(tabId)));

chrome.tabs.onUpdated.addListener((tabId, { status, url }) => {
  if (status !== undefined || url !== undefined) tell((worker) => worker.tabChanged(tabId));
});

chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install') void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
});

// Starting is all there is to do: the brain looks at the clock and locks.
chrome.runtime.onStartup.addListener(() => tell(() => undefined));

/** Only pages of this extension may talk to us; a content script has the address of its web page. */
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
}
