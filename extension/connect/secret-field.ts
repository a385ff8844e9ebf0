import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { icon } from '../ui/icon';
import { text, type Key } from '../ui/text';
import { Part } from '../ui/view';

/**
 * A field for a secret: masked, shown while the user wants to, out of reach for what remembers fields.
 *
 * What is typed stands in the field alone, until it is taken out.
 */
export class SecretField extends Part {
  static override properties: PropertyDeclarations = {
    name: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
    wrong: { attribute: false },
    show: { attribute: false },
    hide: { attribute: false },
    fixed: { attribute: false },
    shown: { state: true },
  };

  /** Id of the field. */
  declare name: string;
  declare label: Key;
  /** What stands below. */
  declare hint: string | undefined;
  /** What is wrong with it, instead of the hint. */
  declare wrong: string | undefined;
  /** Name of the button that shows what is typed, and of the one that hides it. */
  declare show: Key;
  declare hide: Key;
  /** Cannot be changed right now. */
  declare fixed: boolean;
  declare protected shown: boolean;
  /** Called whenever something was typed: the text is judged, and not kept. */
  typed: (value: string) => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('blur', this.#mask);
    document.addEventListener('visibilitychange', this.#mask);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('blur', this.#mask);
    document.removeEventListener('visibilitychange', this.#mask);
    this.empty();
  }

  protected override render(): TemplateResult {
    const says = this.wrong ?? this.hint;
    return html`<div class="field">
      <label for=${this.name}>${text(this.label)}</label>
      <div class="row tight">
        <input
          id=${this.name} class="input grow" type=${this.shown ? 'text' : 'password'} dir="ltr" autocomplete="off"
          autocapitalize="off" spellcheck="false" maxlength="4000" data-1p-ignore data-lpignore="true" data-bwignore
          aria-invalid=${this.wrong !== undefined} aria-describedby=${says ? `${this.name}-says` : nothing}
          ?readonly=${this.fixed}
          @input=${(event: Event) => this.typed((event.target as HTMLInputElement).value)}
        >
        <button
          type="button" class="button icon" aria-label=${text(this.shown ? this.hide : this.show)}
          title=${text(this.shown ? this.hide : this.show)} @click=${() => (this.shown = !this.shown)}
        >${icon(this.shown ? 'close' : 'eye')}</button>
      </div>
      <div id="${this.name}-says" aria-live="polite">${says
        ? html`<p class="small ${this.wrong === undefined ? 'soft' : 'bad'}">${says}</p>`
        : nothing}</div>
    </div>`;
  }

  /** What stands in the field; the field is empty afterwards. */
  take(): string {
    const value = this.#field?.value ?? '';
    this.empty();
    return value;
  }

  empty(): void {
    if (this.#field) this.#field.value = '';
    this.shown = false;
    this.typed('');
  }

  override focus(): void {
    this.#field?.focus();
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  #mask = (): void => {
    this.shown = false;
  };
}

customElements.define('nk-secret-field', SecretField);
