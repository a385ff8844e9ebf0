import { html, type PropertyDeclarations } from 'lit';
import { prepare, SHORTEST, strength, type Strength } from './strength';
import { text, type Key } from './text';
import { Part } from './view';

/** A new passphrase, typed twice, and how good it is. */
export class NewPassphrase extends Part {
  static override properties: PropertyDeclarations = {
    hint: { state: true },
    wrong: { state: true },
  };

  declare protected hint: Strength | undefined;
  declare protected wrong: Key | undefined;
  /** How often something was typed. */
  #measured = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    prepare();
  }

  protected override render() {
    const { hint, wrong } = this;
    const says = wrong ?? hint?.says;
    return html`
      ${(['passphrase_first', 'passphrase_second'] as const).map((name, at) => html`<div class="field">
        <label for=${name}>${text(name)}</label>
        <input
          id=${name} class="input" type="password" required minlength=${SHORTEST} autocomplete="new-password"
          autocapitalize="off" spellcheck="false" aria-describedby="passphrase-says"
          aria-invalid=${wrong && at === 1 ? 'true' : 'false'}
          @input=${(event: Event) => this.#typed(at, (event.target as HTMLInputElement).value)}
        >
      </div>`)}
      <div class="strength">
        <progress max="3" value=${hint?.level ?? 0} aria-hidden="true"></progress>
        <p id="passphrase-says" class="small ${wrong ? 'bad' : 'soft'}" role="status">
          ${says ? text(says) : text('strength_hint')}
        </p>
      </div>`;
  }

  /** Hands the passphrase to `use` and empties the fields, if both say the same; otherwise says that they do not. */
  take(use: (passphrase: string) => void): void {
    const [first, second] = [...this.querySelectorAll('input')];
    if (!first || !second) return;
    if (first.value !== second.value) {
      this.wrong = 'passphrase_unequal';
      second.focus();
      return;
    }
    use(first.value);
    first.value = '';
    second.value = '';
  }

  #typed(at: number, value: string): void {
    this.wrong = undefined;
    if (at === 0) void this.#measure(value);
  }

  /** What was typed meanwhile is measured instead. */
  async #measure(value: string): Promise<void> {
    const number = ++this.#measured;
    const hint = await strength(value);
    if (number === this.#measured) this.hint = hint;
  }
}

customElements.define('nk-new-passphrase', NewPassphrase);
