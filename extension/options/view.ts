import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { OptionsScreen, PhoneView } from '../generated/messages';
import { art } from '../ui/art';
import { icon } from '../ui/icon';
import { box, button, faultBox } from '../ui/parts';
import { counted, day, text, textOf } from '../ui/text';
import { View } from '../ui/view';

const SHORTEST_MINUTES = 1;
const LONGEST_MINUTES = 240;

/** Phones, locking and what is kept. */
export class OptionsPage extends View<OptionsScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    leaving: { state: true },
    saved: { state: true },
    wrong: { state: true },
  };

  /** The phone that is about to be unlinked. */
  declare protected leaving: PhoneView | undefined;
  declare protected saved: boolean;
  declare protected wrong: boolean;

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main>${faultBox(this.refused)}</main>` : nothing;
    return html`
      <header class="brand">${icon('key')}<span>Nearkey</span></header>
      <main class="options">
        <h1>${text('options_heading')}</h1>
        ${this.refused ? faultBox(this.refused) : nothing}
        ${this.#removed(screen)}
        ${this.#phones(screen)}
        ${this.#locking(screen)}
        ${this.#about()}
        ${this.#unlinkDialog()}
      </main>`;
  }

  #phones(screen: OptionsScreen): TemplateResult {
    return html`<section class="card stack" aria-labelledby="phones">
      <h2 id="phones">${text('options_phones')}</h2>
      ${screen.phones.length === 0
        ? html`${art('link')}<p class="soft center">${text('options_no_phone')}</p>`
        : html`<ul class="stack">${screen.phones.map((phone) => this.#phone(phone))}</ul>`}
      <div class="row ${screen.phones.length === 0 ? 'middle' : ''}">
        ${button(text(screen.phones.length === 0 ? 'link_phone' : 'link_again'), openLink, {
          weight: screen.phones.length === 0 ? 'main' : 'even',
          icon: 'link',
        })}
      </div>
    </section>`;
  }

  #phone(phone: PhoneView): TemplateResult {
    return html`<li class="phone">
      <span class="badge">${icon('phone')}</span>
      <div class="grow">
        <p><bdi class="strong">${phone.name}</bdi>
          ${phone.name === phone.id ? nothing : html`<bdi class="mono small soft" dir="ltr">${phone.id}</bdi>`}</p>
        <p class="small soft"><bdi dir="ltr">${phone.address}</bdi> · ${text('linked_on', day(phone.linkedAtMs))}</p>
      </div>
      ${button(text('unlink'), () => this.#leave(phone), { weight: 'danger' })}
    </li>`;
  }

  #locking(screen: OptionsScreen): TemplateResult {
    return html`<section class="card stack" aria-labelledby="cache">
      <h2 id="cache">${text('options_cache')}</h2>
      <p class="soft">${text('options_cache_text')}</p>
      <p>${screen.open || screen.cached > 0 ? counted('cached', screen.cached) : text('cached_unknown')}
        ${text(screen.open ? 'cache_open' : 'cache_locked')}</p>
      <div class="field minutes">
        <label for="minutes">${text('lock_after')}</label>
        <div class="row">
          <input
            id="minutes" class="input" type="number" inputmode="numeric" required
            min=${SHORTEST_MINUTES} max=${LONGEST_MINUTES} step="1"
            .value=${String(screen.settings.lockAfterMinutes)}
            aria-invalid=${this.wrong}
            aria-describedby="minutes-says"
            @change=${this.#save}
          >
          <span>${text('minutes')}</span>
        </div>
        <p id="minutes-says" class="small ${this.wrong ? 'bad' : 'soft'}" role="status">
          ${this.wrong ? text('minutes_wrong') : this.saved ? text('saved') : text('lock_after_text')}
        </p>
      </div>
    </section>`;
  }

  #removed(screen: OptionsScreen): unknown {
    if (screen.removed.length === 0) return nothing;
    return html`<div role="status">${box('good', 'check', html`
      <p class="strong">${text('removed_title')}</p>
      <ul class="removed">${screen.removed.map((key) => html`<li>${textOf(key)}</li>`)}</ul>
      <p>${text('removed_phone')}</p>`)}</div>`;
  }

  #about(): TemplateResult {
    return html`<section class="card stack" aria-labelledby="about">
      <h2 id="about">${text('options_about')}</h2>
      <p>${text('about_text')}</p>
      <p class="soft">${text('about_private')}</p>
      <p class="small soft">${text('version', chrome.runtime.getManifest().version)}</p>
    </section>`;
  }

  #unlinkDialog(): TemplateResult {
    const phone = this.leaving;
    return html`<dialog aria-labelledby="unlink" @close=${() => (this.leaving = undefined)}>
      ${phone
        ? html`<div class="stack">
            <h2 id="unlink">${text('unlink_title', phone.name)}</h2>
            <p>${text('unlink_text')}</p>
            <p class="soft">${text('unlink_phone')}</p>
            <div class="pair">
              ${button(text('unlink_no'), () => this.#dialog().close())}
              ${button(text('unlink'), () => {
                this.act({ type: 'unlink', phone: phone.id });
                this.#dialog().close();
              }, { weight: 'danger' })}
            </div>
          </div>`
        : nothing}
    </dialog>`;
  }

  #leave(phone: PhoneView): void {
    this.leaving = phone;
    void this.updateComplete.then(() => this.#dialog().showModal());
  }

  #save = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.wrong = !input.checkValidity();
    if (this.wrong) return;
    this.act({ type: 'saveSettings', settings: { lockAfterMinutes: input.valueAsNumber } });
    this.saved = true;
  };

  #dialog(): HTMLDialogElement {
    return this.querySelector('dialog') as HTMLDialogElement;
  }
}

function openLink(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
}

customElements.define('nk-options', OptionsPage);
