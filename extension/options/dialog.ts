import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { button, type Weight } from '../ui/parts';
import { text } from '../ui/text';
import { Part } from '../ui/view';

/** Something that must be decided before anything else is done. The page behind it is inert; Escape means no.
 * Its name has the focus at first: it is read out, and no key does anything by mistake. */
export class Dialog extends Part {
  static override properties: PropertyDeclarations = {
    open: { attribute: false },
    name: { attribute: false },
    content: { attribute: false },
  };

  declare open: boolean;
  declare name: string;
  declare content: unknown;
  /** Called when it closes, whichever way. */
  shut: () => void = () => undefined;

  protected override render() {
    const id = `${this.id}-name`;
    return html`<dialog aria-labelledby=${this.open ? id : nothing} @close=${this.#closed}>
      ${this.open ? html`<div class="stack"><h2 id=${id} tabindex="-1" autofocus>${this.name}</h2>${this.content}</div>` : nothing}
    </dialog>`;
  }

  /** The event comes late: by then it may be open again, or it was closed from here. */
  #closed = (event: Event): void => {
    if (this.open && !(event.target as HTMLDialogElement).open) this.shut();
  };

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('open')) return;
    const dialog = this.querySelector('dialog');
    if (this.open) dialog?.showModal();
    else dialog?.close();
  }
}

customElements.define('nk-dialog', Dialog);

/** A question with two answers. */
export interface Question {
  /** Unique in the document. */
  id: string;
  open: boolean;
  title: string;
  content: unknown;
  yes: string;
  /** Says what stays as it is; without it, "Cancel". */
  no?: string;
  weight?: Weight;
  /** Cannot be answered with yes yet. */
  held?: boolean;
  answer(yes: boolean): void;
}

/** Asks before something is done that cannot be taken back. The first button changes nothing. */
export function question(ask: Question): TemplateResult {
  const content = html`${ask.content}
    <div class="pair">
      ${button(ask.no ?? text('cancel'), () => ask.answer(false))}
      ${button(ask.yes, () => ask.answer(true), { weight: ask.weight ?? 'danger', disabled: ask.held ?? false })}
    </div>`;
  return html`<nk-dialog
    id=${ask.id} .open=${ask.open} .name=${ask.title} .content=${content} .shut=${() => ask.answer(false)}
  ></nk-dialog>`;
}
