/** Loads and starts the WebAssembly module. */
export default function init(options: { module_or_path: string | URL }): Promise<{ memory: WebAssembly.Memory }>;

/** The brain, behind its browser bindings. */
export class Worker {
  /** Reads what an earlier worker left and goes on with it. */
  static start(): Promise<Worker>;

  /** A view opened its port. */
  connected(port: chrome.runtime.Port): void;
  /** A view posted something; not checked yet. */
  message(port: chrome.runtime.Port, message: unknown): void;
  /** A content script that stays told something; not checked yet. */
  note(port: chrome.runtime.Port, message: unknown): void;
  /** The user permitted something, or no longer does. */
  permissionsChanged(): void;
  /** A view is gone. */
  disconnected(port: chrome.runtime.Port): void;

  alarm(name: string): void;
  /** Somebody came (`active`) or went (`idle`), or the screen was locked (`locked`). */
  presence(state: string): void;
  /** The keys of a command were pressed, or an entry of the menu chosen, over this tab. */
  command(name: string, tabId: number | undefined, url: string | undefined): void;
  /** A new version of the extension is there. */
  updateReady(): void;
  tabRemoved(tabId: number): void;
  /** The tab began to show something else; its address, where the browser lets us see it. */
  tabChanged(tabId: number, url: string | undefined): void;
}

/** Only in builds for `extension/selftest`. */
export function selftest(): Promise<string[]>;

/** Only in builds for `extension/selftest`: a secret that lives in the module until it is freed. */
export function plant(seed: number): { read(): boolean; free(): void } | undefined;
