import type { Part } from './view';

/** What browsers are asked for: one origin pattern, or one optional permission by its name. */
export type Wish = { origins: string[] } | { permissions: chrome.runtime.ManifestOptionalPermission[] };

/**
 * What the browser permits, kept up to date for one element.
 *
 * Browsers ask the user only inside a click, before anything is awaited: what is permitted must be known by then.
 */
export class Permits {
  readonly #known = new Map<string, boolean>();
  readonly #element: Part;

  constructor(element: Part) {
    this.#element = element;
    element.addController({
      hostConnected: () => {
        chrome.permissions.onAdded.addListener(this.#again);
        chrome.permissions.onRemoved.addListener(this.#again);
      },
      hostDisconnected: () => {
        chrome.permissions.onAdded.removeListener(this.#again);
        chrome.permissions.onRemoved.removeListener(this.#again);
      },
    });
  }

  /** Whether it is granted; `undefined` until the browser has said so, the element is rendered again then. */
  has(wish: Wish): boolean | undefined {
    const key = JSON.stringify(wish);
    const known = this.#known.get(key);
    if (known === undefined) this.#look(key, wish);
    return known;
  }

  /** Asks the user. Must be called by the click itself. */
  async ask(wish: Wish): Promise<boolean> {
    let given = false;
    try {
      given = await chrome.permissions.request(wish);
    } catch {
      // A pattern that the browser does not take is one that it does not grant.
    }
    this.#again();
    return given;
  }

  /** Gives it back. */
  async drop(wish: Wish): Promise<void> {
    await chrome.permissions.remove(wish).catch(() => false);
    this.#again();
  }

  #look(key: string, wish: Wish): void {
    void chrome.permissions.contains(wish).catch(() => false).then((given) => {
      if (this.#known.get(key) === given) return;
      this.#known.set(key, given);
      this.#element.requestUpdate();
    });
  }

  #again = (): void => {
    for (const key of this.#known.keys()) this.#look(key, JSON.parse(key) as Wish);
  };
}
