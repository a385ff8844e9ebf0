/**
 * The one element of ours in a page: over the whole window, in the top layer, with a closed tree inside.
 *
 * It has the same size, place and attributes whatever is shown in it (T-46), takes no input except where something of
 * ours is, and is known by reference only (T-45). The rules for `:host` are stronger than everything a page can say of
 * it, `!important` included (CSS Cascade 5, "Cascade Sorting Order": of important rules the inner context's win).
 */

import { dress } from './dress';
import style from './stage.css';

/** A page that takes it away again and again wants to be left alone. */
const MOST_TIMES = 5;

export class Stage {
  readonly root: ShadowRoot;
  readonly #host = document.createElement('div');
  readonly #gone: () => void;
  readonly #watcher = new MutationObserver(() => this.#look());
  #up = false;
  #times = 0;

  /** `gone` is called when the page took it away, closed it, or changed it. */
  constructor(gone: () => void) {
    this.#gone = gone;
    this.#host.popover = 'manual';
    this.root = this.#host.attachShadow({ mode: 'closed' });
    dress(this.root, style);
    this.#host.addEventListener('toggle', () => this.#look());
  }

  /** Shows it for a field: above a modal dialog that the field is in, which everything outside of is closed to. */
  show(field: Element | undefined): boolean {
    const parent = field?.closest('dialog:modal') ?? document.documentElement;
    if (this.#up && this.#stands() && this.#host.parentNode === parent) return true;
    if (this.#times >= MOST_TIMES) return false;
    this.#up = false;
    this.#watcher.disconnect();
    for (const name of this.#host.getAttributeNames()) if (name !== 'popover') this.#host.removeAttribute(name);
    try {
      parent.append(this.#host);
      this.#host.showPopover();
    } catch {
      return false;
    }
    this.#watcher.observe(this.#host, { attributes: true });
    this.#watcher.observe(parent, { childList: true });
    this.#up = true;
    return true;
  }

  /** How much a page enlarges everything in it (CSS `zoom`), us too. Places in the window are counted without it. */
  get zoom(): number {
    return (this.#host as Element & { currentCSSZoom?: number }).currentCSSZoom ?? 1;
  }

  /** Takes it out of the page. */
  hide(): void {
    this.#up = false;
    this.#watcher.disconnect();
    this.#host.remove();
  }

  /** Whether an event, or a point in the window, is on it. */
  is(element: EventTarget | null | undefined): boolean {
    return element === this.#host;
  }

  #stands(): boolean {
    return this.#host.isConnected && this.#host.matches(':popover-open');
  }

  #look(): void {
    if (!this.#up) return;
    const changed = this.#host.getAttributeNames().some((name) => name !== 'popover');
    if (this.#stands() && !changed) return;
    this.#times += 1;
    this.hide();
    this.#gone();
  }
}
