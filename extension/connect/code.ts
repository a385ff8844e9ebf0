import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { FaultView } from '../generated/messages';
import { button } from '../ui/parts';
import type { Send } from '../ui/port';
import { faultText, text, type Key } from '../ui/text';
import { Part } from '../ui/view';
import { canLook, greyOfFile, greyOfScreen, MOST_BYTES, type Grey } from '../ui/picture';

/** The code that Passwork shows: looked at where it is shown, read from a picture, or pasted as text. */
class Code extends Part {
  static override properties: PropertyDeclarations = {
    fault: { attribute: false },
    reading: { state: true },
    looking: { state: true },
    trouble: { state: true },
    over: { state: true },
  };

  /** What is wrong with the last code. */
  declare fault: FaultView | null;
  send: Send = () => 0;
  /** A picture is being decoded. */
  declare protected reading: boolean;
  /** The browser asks its user what we may look at. */
  declare protected looking: boolean;
  /** Why there was no picture to send. */
  declare protected trouble: Key | undefined;
  /** A file is held above the place where it can be dropped. */
  declare protected over: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('paste', this.#paste);
    // A file that misses its place must not take the place of this page.
    document.addEventListener('dragover', this.#stay);
    document.addEventListener('drop', this.#stay);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.#paste);
    document.removeEventListener('dragover', this.#stay);
    document.removeEventListener('drop', this.#stay);
  }

  protected override render(): TemplateResult {
    return html`<div
      class="drop stack ${this.over ? 'over' : ''}"
      @dragover=${() => (this.over = true)} @dragleave=${() => (this.over = false)} @drop=${this.#drop}
    >
      ${canLook()
        ? html`<div class="stack close">
            ${button(text('passwork_code_screen'), () => void this.#look(), {
              wide: true, icon: 'search', disabled: this.reading || this.looking,
            })}
            <p class="small soft center">${text('passwork_code_screen_text')}</p>
          </div>`
        : nothing}
      <div class="stack close">
        ${button(text('passwork_code_file'), () => this.querySelector<HTMLInputElement>('input[type=file]')?.click(), {
          wide: true, icon: 'picture', disabled: this.reading,
        })}
        <input type="file" hidden accept="image/*" @change=${this.#chosen}>
        <p class="small soft center">${text('passwork_code_drop')}</p>
      </div>
      <form class="field" autocomplete="off" @submit=${this.#typed}>
        <label for="passwork-code">${text('passwork_code_paste')}</label>
        <div class="row tight">
          <input
            id="passwork-code" class="input grow" type="password" dir="ltr" autocomplete="off" autocapitalize="off"
            spellcheck="false" maxlength="8000" data-1p-ignore data-lpignore="true" data-bwignore
          >
          <button type="submit" class="button">${text('passwork_code_read')}</button>
        </div>
      </form>
      <div role="status" class="stack close">${this.#says()}</div>
    </div>`;
  }

  #says(): unknown {
    if (this.reading) {
      return html`<p class="small soft">${text('passwork_code_reading')}</p><div class="busy" aria-hidden="true"></div>`;
    }
    if (this.looking) return html`<p class="small soft">${text('passwork_code_looking')}</p>`;
    if (this.trouble) return html`<p class="bad">${text(this.trouble)}</p>`;
    return this.fault ? html`<p class="bad">${faultText(this.fault)}</p>` : nothing;
  }

  /** The question of the browser may stay open for long: the other ways go on meanwhile. */
  async #look(): Promise<void> {
    this.looking = true;
    this.trouble = undefined;
    try {
      this.send({ type: 'readCode', ...(await greyOfScreen()) });
    } catch {
      this.trouble = 'passwork_code_not_shown';
    }
    this.looking = false;
  }

  /** Sends the picture, once it is decoded; nothing of it stays here. */
  async #read(picture: Promise<Grey>, trouble: Key): Promise<void> {
    this.reading = true;
    this.trouble = undefined;
    try {
      this.send({ type: 'readCode', ...(await picture) });
    } catch {
      this.trouble = trouble;
    }
    this.reading = false;
  }

  #file(file: File): void {
    if (this.reading) return;
    if (file.size > MOST_BYTES) this.trouble = 'passwork_code_too_large';
    else void this.#read(greyOfFile(file), 'passwork_code_no_picture');
  }

  #text(said: string): void {
    if (said.trim() === '') return;
    this.trouble = undefined;
    this.send({ type: 'readInvitation', text: said.trim() });
  }

  #chosen = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    if (file) this.#file(file);
    field.value = '';
  };

  #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    const { files } = event.dataTransfer ?? {};
    const file = files?.[0];
    if (file) this.#file(file);
    else this.#text(event.dataTransfer?.getData('text/plain') ?? '');
  };

  #stay = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  /** A picture is read wherever it is pasted on the page; a text only where one belongs. */
  #paste = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    const here = (event.target as Element | null)?.id === 'passwork-code';
    if (!file && !here) return;
    event.preventDefault();
    if (file) this.#file(file);
    else this.#text(event.clipboardData?.getData('text/plain') ?? '');
  };

  #typed = (event: Event): void => {
    event.preventDefault();
    const field = this.querySelector('#passwork-code') as HTMLInputElement;
    const said = field.value;
    field.value = '';
    this.#text(said);
  };
}

customElements.define('nk-passwork-code', Code);
