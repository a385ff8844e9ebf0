/** Long work in short pieces, so that a page never waits for us. */

/** Work goes on for this long before the page has its turn; the piece that is under way then comes on top. */
const SLICE_MS = 2;

type Scheduler = { yield?: () => Promise<void> };

/** Gives way to the page once a slice of time is used up. */
export class Slices {
  #until = performance.now() + SLICE_MS;

  /** Whether it is time to give way. */
  get over(): boolean {
    return performance.now() >= this.#until;
  }

  /** Lets everything else run that waits. */
  async rest(): Promise<void> {
    const scheduler = (globalThis as { scheduler?: Scheduler }).scheduler;
    if (scheduler?.yield) await scheduler.yield();
    else await new Promise((resume) => setTimeout(resume));
    this.#until = performance.now() + SLICE_MS;
  }
}
