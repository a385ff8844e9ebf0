import { html, type PropertyDeclarations, type PropertyValues } from 'lit';
import { Part } from './view';
import { clock, counted } from './text';

const SPOKEN_AT_SECONDS = [30, 10, 0];

/** Time running out: digits, a bar, and few words for the ear (at the start, 30, 10 and 0 seconds). */
export class Countdown extends Part {
  static override properties: PropertyDeclarations = {
    since: { attribute: false },
    leftMs: { attribute: false },
    totalMs: { attribute: false },
    now: { state: true },
  };

  /** What the time came with; a new one starts the clock again at `leftMs`. */
  declare since: unknown;
  declare leftMs: number;
  /** Milliseconds for the full bar; without it there is no bar. */
  declare totalMs: number | undefined;
  declare protected now: number;

  #endsAt = 0;
  #spoken = '';
  #lastSecond = Infinity;
  #ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => (this.now = performance.now()), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.now = performance.now();
    if (changed.has('since')) this.#endsAt = this.now + this.leftMs;
    const second = Math.max(0, Math.ceil((this.#endsAt - this.now) / 1000));
    const passed = SPOKEN_AT_SECONDS.some((mark) => this.#lastSecond > mark && second <= mark);
    if (passed || this.#lastSecond === Infinity) this.#spoken = counted('seconds_left', second);
    this.#lastSecond = second;
  }

  protected override shouldUpdate(changed: PropertyValues): boolean {
    const sameSecond = Math.ceil((this.#endsAt - performance.now()) / 1000) === this.#lastSecond;
    return !(changed.size === 1 && changed.has('now') && sameSecond);
  }

  protected override render() {
    const left = Math.max(0, this.#endsAt - this.now);
    const total = this.totalMs;
    const low = total !== undefined && left <= 10_000;
    const share = total ? Math.min(100, (left / total) * 100) : 0;
    return html`<div class="countdown ${low ? 'low' : ''}">
      <span role="timer" aria-live="off">${clock(left)}</span>
      ${total === undefined
        ? ''
        : html`<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect width=${share} height="6"></rect>
          </svg>
          <span class="sr" role="status">${this.#spoken}</span>`}
    </div>`;
  }
}

customElements.define('nk-countdown', Countdown);
