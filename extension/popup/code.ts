import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ToView } from '../generated/messages';
import { button, iconButton } from '../ui/parts';
import { counted, digits, text } from '../ui/text';
import { Part } from '../ui/view';

/** A code as the background hands it out. */
export type Code = Extract<ToView, { type: 'code' }>;

/** What can be done with a code that is shown. */
export interface CodeActs {
  /** It is over, or the next number is wanted. */
  again(next: boolean): void;
  copy(): void;
  hide(): void;
}

/** How long a code is seen (T-99). */
const SEEN_MS = 30_000;
/** The ring and the digits are strong when so little is left. */
const LOW_MS = 5_000;

/** One-time code: digits in groups, the time left as ring and number, the next code when this one is about to end. */
export class CodeBox extends Part {
  static override properties: PropertyDeclarations = {
    code: { attribute: false },
    name: { attribute: false },
    now: { state: true },
  };

  declare code: Code;
  /** Whose code it is. */
  declare name: string;
  declare protected now: number;
  acts: CodeActs | undefined;

  #endsAt = 0;
  #hidesAt = 0;
  #asked = false;
  #ticking: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.now = performance.now();
    this.#hidesAt = this.now + SEEN_MS;
    this.#ticking = setInterval(() => this.#tick(), 250);
    window.addEventListener('blur', this.#leave);
    document.addEventListener('visibilitychange', this.#leave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
    window.removeEventListener('blur', this.#leave);
    document.removeEventListener('visibilitychange', this.#leave);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('code')) return;
    this.now = performance.now();
    this.#endsAt = this.now + this.code.leftMs;
    this.#asked = false;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('code') && changed.get('code') === undefined) this.querySelector<HTMLElement>('.main')?.focus();
  }

  protected override render() {
    const { code, name } = this;
    return html`<section class="shown-code stack" aria-label=${text('code_of', name)} @keydown=${this.#pressed}>
      <div class="row tight">
        <p class="code-digits" dir="ltr" aria-hidden="true">${groups(code.digits).map((part) => html`<span>${part}</span>`)}</p>
        <p class="sr" role="status">${text('code_spoken', [...code.digits].join(' '))}</p>
        <span class="grow"></span>
        ${code.periodMs > 0 ? this.#ring() : nothing}
        ${iconButton('close', text('code_hide'), () => this.acts?.hide())}
      </div>
      ${code.next ? html`<p class="small soft code-next" dir="auto">${text('code_next', groups(code.next).join(' '))}</p>` : nothing}
      ${code.counter === null ? nothing : html`<p class="small soft">${text('code_count', digits(code.counter))}</p>`}
      <div class=${code.counter === null ? 'row' : 'pair'}>
        ${button(text('code_copy'), () => this.acts?.copy(), { weight: 'main', wide: true, icon: 'copy' })}
        ${code.counter === null ? nothing : button(text('code_another'), () => this.acts?.again(true))}
      </div>
    </section>`;
  }

  #ring(): TemplateResult {
    const left = Math.max(0, this.#endsAt - this.now);
    const share = Math.min(100, (left / this.code.periodMs) * 100);
    const seconds = Math.ceil(left / 1000);
    return html`<span class="ring ${left < LOW_MS ? 'low' : ''}" role="timer" aria-live="off" aria-label=${counted('seconds_left', seconds)}>
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle cx="18" cy="18" r="15.9155" pathLength="100"></circle>
        <circle class="left" cx="18" cy="18" r="15.9155" pathLength="100" stroke-dasharray="${share} 100"></circle>
      </svg>
      <b aria-hidden="true">${digits(seconds)}</b>
    </span>`;
  }

  #tick(): void {
    this.now = performance.now();
    if (this.now >= this.#hidesAt) return this.acts?.hide();
    if (this.code.periodMs > 0 && this.now >= this.#endsAt && !this.#asked) {
      this.#asked = true;
      this.acts?.again(false);
    }
  }

  /** Nobody looks here any more, or somebody else does. */
  #leave = (event: Event): void => {
    if (event.type === 'blur' || document.hidden) this.acts?.hide();
  };

  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.acts?.hide();
  };
}

/** Groups that the eye takes in at once: `123 456`, `1234 5678`, `123 456 789`; letters of Steam stay together. */
export function groups(code: string): string[] {
  if (code.length < 6) return [code];
  const size = code.length % 3 === 0 ? 3 : Math.ceil(code.length / 2);
  return code.match(new RegExp(`.{1,${size}}`, 'g')) ?? [code];
}

customElements.define('nk-code', CodeBox);
