import { html, type TemplateResult } from 'lit';
import type { GeneratorView, PopupScreen } from '../generated/messages';
import type { Send } from '../ui/port';
import './generator';
import type { Made } from './generator';

/** The generator in the popup: whether it is wanted, and what it made. */
export class Generating {
  readonly #act: Send;
  readonly #changed: () => void;
  /** It is opened again when another background took over. */
  #isWanted = false;
  #view: GeneratorView | undefined;
  /** What was made last, and one of the old ones while it is seen. */
  #made: Made | undefined;
  #revealed: Made | undefined;
  #revealing = 0;

  constructor(act: Send, changed: () => void) {
    this.#act = act;
    this.#changed = changed;
  }

  /** The user opened it, or was about to. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** What was made, or had been made before. */
  came(made: Made): void {
    if (made.seq === this.#revealing) this.#revealed = made;
    else this.#made = made;
    this.#changed();
  }

  /** What is wanted cannot be made. */
  failed(): void {
    this.#made = undefined;
  }

  /** The latest screen. What was made stays when the background was stopped, and goes when it locked. */
  watch(screen: PopupScreen, before: PopupScreen | undefined): void {
    if (screen.generator) {
      this.#isWanted = true;
      this.#view = screen.generator;
    } else if (this.#isWanted && before?.generator) {
      if (before.state === 'open' && screen.state !== 'open') this.#close();
      else this.#act({ type: 'openGenerator' });
    }
  }

  render({ generator }: PopupScreen): TemplateResult {
    return html`<nk-generator
      .view=${generator ?? this.#view}
      .made=${this.#made}
      .revealed=${this.#revealed}
      .send=${this.#send}
      .reveal=${this.#reveal}
      .close=${() => {
        this.#close();
        this.#act({ type: 'closePanel' });
        this.#changed();
      }}
    ></nk-generator>`;
  }

  #close(): void {
    this.#isWanted = false;
    this.#view = undefined;
    this.#made = undefined;
    this.#revealed = undefined;
  }

  #send: Send = (intent) => {
    const seq = this.#act(intent);
    if (intent.type === 'generate') this.#hide();
    return seq;
  };

  #reveal = (id: string | undefined): void => {
    this.#hide();
    if (id !== undefined) this.#revealing = this.#act({ type: 'revealGenerated', id });
  };

  #hide(): void {
    this.#revealed = undefined;
    this.#changed();
  }
}
