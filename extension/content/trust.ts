/** Whether a person sees what is to be clicked, where it is to be clicked. */

/** Long enough for a person to see something before the click that was meant for something else (T-43). */
const DWELL_MS = 500;
/** The shortest time between two looks that browsers allow for this kind of observer. */
const DELAY_MS = 100;

/** Intersection Observer v2 (W3C), which Firefox does not have. */
interface Seen extends IntersectionObserverEntry {
  isVisible?: boolean;
}
interface SeenInit extends IntersectionObserverInit {
  trackVisibility: boolean;
  delay: number;
}

/** Whether this browser tells what lies over an element. */
export const canSee = 'isVisible' in IntersectionObserverEntry.prototype;

/** Watches what lies over some elements, and how long they have been where they are. */
export class Trust {
  readonly #since = new Map<Element, number | undefined>();
  readonly #lost: (element: Element) => void;
  readonly #observer: IntersectionObserver;

  /** `lost` is called when something that could be seen no longer can. */
  constructor(lost: (element: Element) => void) {
    this.#lost = lost;
    const how: SeenInit = { trackVisibility: true, delay: DELAY_MS, threshold: [0, 0.99] };
    this.#observer = new IntersectionObserver((entries) => this.#take(entries), how);
  }

  /** From now on. */
  watch(element: Element): void {
    this.#since.set(element, canSee ? undefined : performance.now());
    this.#observer.observe(element);
  }

  /** No more. */
  forget(element: Element): void {
    this.#since.delete(element);
    this.#observer.unobserve(element);
  }

  /** It is elsewhere now: what was about to be clicked is no longer under the pointer. */
  moved(element: Element): void {
    if (this.#since.get(element) !== undefined) this.#since.set(element, performance.now());
  }

  /** Whether a click on it is a choice. */
  deserved(element: Element): boolean {
    this.#take(this.#observer.takeRecords());
    const since = this.#since.get(element);
    return since !== undefined && performance.now() - since >= DWELL_MS;
  }

  end(): void {
    this.#observer.disconnect();
    this.#since.clear();
  }

  #take(entries: Seen[]): void {
    for (const { target, isVisible, isIntersecting, intersectionRatio, time } of entries) {
      if (!this.#since.has(target)) continue;
      const seen = isVisible ?? (isIntersecting && intersectionRatio > 0.9);
      const before = this.#since.get(target);
      if (seen && before === undefined) this.#since.set(target, time);
      if (!seen && before !== undefined) {
        this.#since.set(target, undefined);
        this.#lost(target);
      }
    }
  }
}
