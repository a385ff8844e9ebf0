import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { digits, text } from '../ui/text';
import { Part } from '../ui/view';

/** A whole number between two others, with its unit. */
export class NumberField extends Part {
  static override properties: PropertyDeclarations = {
    field: { attribute: false },
    name: { attribute: false },
    unit: { attribute: false },
    hint: { attribute: false },
    low: { attribute: false },
    high: { attribute: false },
    value: { attribute: false },
    held: { attribute: false },
    wrong: { state: true },
  };

  /** Id of the field, unique in the document. */
  declare field: string;
  declare name: string;
  declare unit: string;
  declare hint: string;
  declare low: number;
  declare high: number;
  declare value: number;
  /** Not to be changed. */
  declare held: boolean;
  declare protected wrong: boolean;
  change: (value: number) => void = () => undefined;

  protected override render() {
    const says = this.wrong ? text('number_wrong', digits(this.low), digits(this.high)) : this.hint;
    return html`<div class="field">
      <label for=${this.field}>${this.name}</label>
      <div class="row nowrap">
        <input
          id=${this.field} class="input number" type="number" inputmode="numeric" required step="1"
          min=${this.low} max=${this.high} .value=${String(this.value)} ?disabled=${this.held}
          aria-invalid=${this.wrong ? 'true' : 'false'} aria-describedby="${this.field}-unit ${this.field}-says"
          @change=${this.#changed}
        >
        <span id="${this.field}-unit">${this.unit}</span>
      </div>
      <p id="${this.field}-says" class="small ${this.wrong ? 'bad' : 'soft'}" role="status">${says}</p>
    </div>`;
  }

  #changed = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.wrong = !input.checkValidity();
    if (!this.wrong) this.change(input.valueAsNumber);
  };
}

customElements.define('nk-number', NumberField);

/** How a number field is made. */
export interface NumberLook {
  /** Unique in the document. */
  id: string;
  name: string;
  unit: string;
  hint?: string;
  low: number;
  high: number;
  value: number;
  held?: boolean;
  change(value: number): void;
}

/** A field for a number; nothing is sent while what stands in it is out of bounds. */
export function numberField(look: NumberLook): TemplateResult {
  return html`<nk-number
    .field=${look.id} .name=${look.name} .unit=${look.unit} .hint=${look.hint ?? ''} .low=${look.low} .high=${look.high}
    .value=${look.value} .held=${look.held ?? false} .change=${look.change}
  ></nk-number>`;
}

/** A box to tick, with words. */
export function tick(label: string, on: boolean, change: (on: boolean) => void, held = false): TemplateResult {
  return html`<label class="check"><input
    type="checkbox" .checked=${live(on)} ?disabled=${held}
    @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
  ><span>${label}</span></label>`;
}
