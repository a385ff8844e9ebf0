import { html, nothing } from 'lit';
import type { PopupScreen } from '../generated/messages';
import { button } from '../ui/parts';
import type { Send } from '../ui/port';
import { text } from '../ui/text';

/** Asking the phone for the login of the site in front, and whether the answer shall be kept. */
export class AskSite {
  readonly #act: Send;
  readonly #changed: () => void;
  /** The last choice until the user makes one. */
  #keep: boolean | undefined;

  constructor(act: Send, changed: () => void) {
    this.#act = act;
    this.#changed = changed;
  }

  button(screen: PopupScreen, weight: 'main' | 'even'): unknown {
    const { form, host } = screen.page;
    if (!host || screen.phones.length === 0) return nothing;
    const fill = form === 'login' || form === 'framed' || form === 'unknown';
    const keep = screen.mayKeep && (screen.state !== 'locked' || this.#keeps(screen));
    return button(text('ask_site'), () => this.#act({ type: 'askSite', fill, keep }), {
      weight,
      wide: true,
      icon: 'phone',
      tall: weight === 'main',
    });
  }

  /** Whether to keep what comes, while the cache is locked. */
  keepBox(screen: PopupScreen): unknown {
    if (!screen.page.host || !screen.mayKeep || screen.phones.length === 0) return nothing;
    return html`<label class="check small">
      <input
        type="checkbox"
        .checked=${this.#keeps(screen)}
        @change=${(event: Event) => {
          this.#keep = (event.target as HTMLInputElement).checked;
          this.#changed();
        }}
      >
      <span>${text('keep_answer')}</span>
    </label>`;
  }

  #keeps(screen: PopupScreen): boolean {
    return this.#keep ?? screen.keep;
  }
}
