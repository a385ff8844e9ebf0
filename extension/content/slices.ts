/** Long work in short pieces, so that a page never waits for us. */

/** Work goes on for this long before the page has its turn; the piece that is under way then comes on top. */
const SLICE_MS = 1.5;

/** Gives way to the page once a slice of time is used up. */
export class Slices {
  #until = performance.now() + SLICE_MS;
  readonly #channel = new MessageChannel();

  /** Lets everything else run that waits, if it is time for that. */
  async rest(): Promise<void> {
    if (performance.now() < this.#until) return;
    // A message of our own waits in line with what the page has to do. `scheduler.yield` would go before it, and timers
    // get slower and slower.
    const { port1, port2 } = this.#channel;
    await new Promise((resume) => {
      port1.onmessage = resume;
      port2.postMessage(null);
    });
    this.#until = performance.now() + SLICE_MS;
  }

  /** Nothing more is to come. */
  end(): void {
    this.#channel.port1.close();
  }
}
