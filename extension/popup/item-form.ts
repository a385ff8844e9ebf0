import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { PopupScreen } from '../generated/messages';
import { button, iconButton } from '../ui/parts';
import { text, type Key } from '../ui/text';
import { Part } from '../ui/view';
import type { Asked, ItemDesk } from './desk';
import { changeOf, type Draft, isChange } from './draft';
import { asked, heading } from './item-parts';
import { editablePlaces, namesOf, sourceOfItem } from './places';

/** Fields of one line, or several. */
type Field = 'name' | 'user' | 'website' | 'email' | 'tags' | 'note' | 'password' | 'otp';

/** Changes an item, or makes a new one. What is typed is in the draft, so that it is still there after a question. */
export class ItemForm extends Part {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false },
    // The desk changes it in place.
    draft: { attribute: false, hasChanged: () => true },
    screen: { attribute: false },
    seen: { state: true },
    nameless: { state: true },
  };

  declare desk: ItemDesk;
  declare draft: Draft | undefined;
  declare screen: PopupScreen;
  /** The password that was typed is seen. */
  declare protected seen: boolean;
  /** It was to be saved without a name. */
  declare protected nameless: boolean;

  #question: Asked | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('blur', this.#leave);
    document.addEventListener('visibilitychange', this.#leave);
  }

  /** No secret stays in a field that is no longer shown. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('blur', this.#leave);
    document.removeEventListener('visibilitychange', this.#leave);
    for (const field of this.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')) field.value = '';
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>('#item-name')?.focus();
  }

  /** A question takes the focus; the form has it back by the popup. */
  protected override updated(): void {
    const { asked: question } = this.desk;
    if (question && question !== this.#question) this.querySelector<HTMLElement>('.sure p')?.focus();
    this.#question = question;
  }

  protected override render() {
    const { desk, draft } = this;
    if (!draft) return nothing;
    const fresh = draft.item === undefined;
    const idle = !isChange(changeOf(draft));
    const short = this.#isShort(draft);
    return html`<section class="panel of-item item-form stack" aria-labelledby="form-title" @keydown=${this.#pressed}>
      ${heading('form-title', text(fresh ? 'form_new_title' : 'form_edit_title'), () => desk.leaveForm())}
      ${desk.asked === 'leave'
        ? asked('leave', text('form_drop_ask'), 'form_drop_no', 'form_drop_yes', (yes) => {
            if (yes) desk.leaveForm(true);
            else desk.ask(undefined);
          })
        : nothing}
      <form class="stack" autocomplete="off" novalidate @submit=${this.#submit}>
        ${fresh ? this.#places(draft) : nothing}
        ${this.#name(draft)}
        ${this.#line('user', 'item_user', draft)}
        ${this.#password(draft)}
        ${short ? this.#line('website', 'item_website', draft) : this.#lines('website', 'item_websites', draft, 2, 'form_websites_text')}
        ${short ? nothing : this.#line('email', 'item_email', draft)}
        ${this.#note(draft)}
        ${this.#code(draft)}
        ${this.#line('tags', 'item_tags', draft, 'form_tags_text')}
        <p class="small soft" role="status">${idle && !fresh ? text('form_nothing') : ''}</p>
        <div class="pair">
          ${button(text('back'), () => desk.leaveForm(), { tall: true })}
          <button type="submit" class="button main tall" ?disabled=${desk.writing.saving || idle || this.screen.change !== null}>${text('form_save')}</button>
        </div>
        ${desk.writing.saving ? html`<div class="busy" aria-hidden="true"></div>` : nothing}
      </form>
    </section>`;
  }

  /** Items of a Passwork have one website and no e-mail address: there is no field for what would not be kept. */
  #isShort({ item, place }: Draft): boolean {
    const source = item === undefined ? this.screen.sources.find(({ id }) => id === place?.source) : sourceOfItem(this.screen, item);
    return source?.kind === 'passwork';
  }

  #places(draft: Draft): unknown {
    const places = editablePlaces(this.screen);
    if (places.length < 2) return nothing;
    const name = namesOf(this.screen, places);
    return html`<div class="field">
      <label for="item-place">${text('form_place')}</label>
      <select id="item-place" class="input" @change=${(event: Event) => {
        draft.place = places[(event.target as HTMLSelectElement).selectedIndex];
        if (this.#isShort(draft)) draft.email = '';
        this.requestUpdate();
      }}>
        ${places.map((place) => html`<option
          .selected=${place.source === draft.place?.source && place.vault === draft.place.vault}
        >${name(place)}</option>`)}
      </select>
    </div>`;
  }

  #name(draft: Draft): TemplateResult {
    return html`<div class="field">
      <label for="item-name">${text('form_name')}</label>
      <input
        id="item-name" class="input" dir="auto" autocomplete="off" spellcheck="false" required
        aria-invalid=${this.nameless ? 'true' : nothing} aria-describedby="item-name-says"
        .value=${draft.name} @input=${this.#typed('name')}
      >
      <p id="item-name-says" role="status" class="small wait">${this.nameless ? text('form_name_missing') : ''}</p>
    </div>`;
  }

  #line(field: 'user' | 'website' | 'email' | 'tags' | 'otp', name: Key, draft: Draft, says?: Key): TemplateResult {
    return html`<div class="field">
      <label for=${`item-${field}`}>${text(name)}</label>
      <input
        id=${`item-${field}`} class="input" dir=${field === 'website' ? 'ltr' : 'auto'} type=${field === 'otp' ? 'password' : 'text'}
        autocomplete="off" autocapitalize="off" spellcheck="false"
        aria-describedby=${says ? `item-${field}-says` : nothing}
        .value=${draft[field]} @input=${this.#typed(field)}
      >
      ${says ? html`<p id=${`item-${field}-says`} class="small soft">${text(says)}</p>` : nothing}
    </div>`;
  }

  #lines(field: 'website' | 'note', name: Key, draft: Draft, rows: number, says?: Key): TemplateResult {
    return html`<div class="field">
      <label for=${`item-${field}`}>${text(name)}</label>
      <textarea
        id=${`item-${field}`} class="input" dir=${field === 'website' ? 'ltr' : 'auto'} rows=${rows}
        autocomplete="off" autocapitalize="off" spellcheck="false"
        aria-describedby=${says ? `item-${field}-says` : nothing}
        .value=${draft[field] ?? ''} @input=${this.#typed(field)}
      ></textarea>
      ${says ? html`<p id=${`item-${field}-says`} class="small soft">${text(says)}</p>` : nothing}
    </div>`;
  }

  #password(draft: Draft): TemplateResult {
    const kept = draft.has.password;
    return html`<div class="field">
      <label for="item-password">${text(kept ? 'form_password_new' : 'item_password')}</label>
      <div class="row tight">
        <input
          id="item-password" class="input grow mono" dir="ltr" type=${this.seen ? 'text' : 'password'}
          autocomplete="off" autocapitalize="off" spellcheck="false"
          aria-describedby=${kept ? 'item-password-says' : nothing}
          .value=${draft.password} @input=${this.#typed('password')}
        >
        ${iconButton(this.seen ? 'close' : 'eye', text(this.seen ? 'form_password_hide' : 'form_password_show'), () => (this.seen = !this.seen))}
        ${iconButton('make', text('form_password_make'), () => {
          this.seen = true;
          this.desk.writing.makePassword();
        })}
      </div>
      ${kept ? html`<p id="item-password-says" class="small soft">${text('form_password_kept')}</p>` : nothing}
    </div>`;
  }

  /** A note is a secret too: it is fetched when it is to be changed. */
  #note(draft: Draft): TemplateResult {
    if (draft.note !== undefined) return this.#lines('note', 'item_note', draft, 4);
    return html`<div class="field">
      <p class="strong">${text('item_note')}</p>
      <p class="small soft">${text('form_note_kept')}</p>
      ${button(text('form_note_show'), () => this.desk.showNote(), { icon: 'eye' })}
    </div>`;
  }

  #code(draft: Draft): TemplateResult {
    return html`
      ${draft.withoutCode ? nothing : this.#line('otp', 'form_code', draft, draft.has.code ? 'form_code_kept' : 'form_code_text')}
      ${draft.has.code
        ? html`<label class="check small">
            <input type="checkbox" .checked=${draft.withoutCode} @change=${(event: Event) => {
              draft.withoutCode = (event.target as HTMLInputElement).checked;
              this.requestUpdate();
            }}><span>${text('form_code_remove')}</span>
          </label>`
        : nothing}`;
  }

  #typed(field: Field): (event: Event) => void {
    return (event) => {
      if (this.draft) this.draft[field] = (event.target as HTMLInputElement).value;
      this.nameless = false;
      this.requestUpdate();
    };
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    if (!this.draft) return;
    this.nameless = this.draft.name.trim() === '';
    if (this.nameless) this.querySelector<HTMLElement>('#item-name')?.focus();
    else this.desk.save();
  };

  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (this.desk.asked) this.desk.ask(undefined);
    else this.desk.leaveForm();
  };

  /** Nobody looks here any more, or somebody else does. */
  #leave = (event: Event): void => {
    if (event.type === 'blur' || document.hidden) this.seen = false;
  };
}

customElements.define('nk-item-form', ItemForm);
