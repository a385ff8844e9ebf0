import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PhoneDetail, RequestView } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { box, button, iconButton } from '../ui/parts';
import { request } from '../ui/request';
import { counted, day, text } from '../ui/text';
import './addresses';
import { compareDialog } from './compare';
import { question } from './dialog';
import './find';
import { nameForm } from './rename';
import { Section } from './section';

/** Questions about a phone, of which one can be open. */
type Asked = 'compare' | 'backup' | 'unlink';

/** One linked phone: its name, where it may be, and what can be done with it. */
class Phone extends Section {
  static override properties: PropertyDeclarations = {
    ...Section.properties,
    detail: { attribute: false },
    naming: { state: true },
    asked: { state: true },
    consent: { state: true },
    finding: { state: true },
  };

  declare detail: PhoneDetail;
  /** The name is being changed. */
  declare protected naming: boolean;
  declare protected asked: Asked | undefined;
  /** The box in the question about a backup is ticked; each time anew. */
  declare protected consent: boolean;
  /** The part for finding the phone is open. */
  declare protected finding: boolean;

  protected override render() {
    const { detail, screen } = this;
    const { phone } = detail;
    const searched = screen.find?.phone === phone.id;
    return html`<article class="card stack" aria-label=${phone.name}>
      ${this.naming ? this.#nameForm() : this.#head()}
      ${this.trouble(`name-${phone.id}`)}
      <nk-addresses .detail=${detail} .screen=${screen} .refusal=${this.refusal} .page=${this.page}></nk-addresses>
      ${this.#identity()}
      ${this.finding || searched
        ? html`<nk-find
            .detail=${detail} .screen=${screen} .refusal=${this.refusal} .page=${this.page}
            .shut=${() => (this.finding = false)}
          ></nk-find>`
        : nothing}
      ${this.#request()}
      ${this.trouble(phone.id)}
      ${this.#actions(searched)}
      ${this.#dialogs()}
    </article>`;
  }

  #head(): TemplateResult {
    const { phone, cached, hasCache } = this.detail;
    const kept = !hasCache ? text('stored_none_phone') : cached === null ? text('stored_locked') : counted('total', cached);
    return html`<div class="phone">
      ${badge(phone)}
      <div class="grow">
        <h3><bdi>${phone.name}</bdi>
          ${phone.name === phone.id ? nothing : html`<bdi class="mono small soft id" dir="ltr">${phone.id}</bdi>`}</h3>
        <p class="small soft">${text('linked_on', day(phone.linkedAtMs))} · ${kept}</p>
      </div>
      ${iconButton('pen', text('phone_rename', phone.name), () => this.#name())}
    </div>`;
  }

  #nameForm(): TemplateResult {
    return nameForm(this.detail.phone, (change) => {
      const { id } = this.detail.phone;
      if (change) this.page.send(`name-${id}`, { type: 'renamePhone', phone: id, ...change });
      this.naming = false;
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('.phone .button')?.focus());
    });
  }

  /** How well it was compared; in full it is said with a sign, too. */
  #identity(): TemplateResult {
    const full = this.detail.verified === 'full';
    return html`<div class="line">
      <p class="row grow nowrap ${full ? 'fine' : 'soft'}">${icon(full ? 'check' : 'key')}
        <span class="grow">${text(full ? 'verified_full' : 'verified_short')}</span></p>
      ${button(text(full ? 'verified_again' : 'verified_do'), () => (this.asked = 'compare'), { weight: 'plain' })}
    </div>`;
  }

  #request(): unknown {
    const running: RequestView | null = this.screen.request;
    const ours = running && (running.kind === 'backup' || running.kind === 'prove') && running.phone.id === this.detail.phone.id;
    if (!ours) return nothing;
    return html`<div class="frame bare">${request(running, (intent) => {
      this.page.send(this.detail.phone.id, intent);
      return 0;
    })}</div>`;
  }

  #actions(searched: boolean): TemplateResult {
    const { id } = this.detail.phone;
    const open = (path: string) => void chrome.tabs.create({ url: chrome.runtime.getURL(path) });
    return html`<div class="row actions">
      ${button(text('doctor_open'), () => open(`doctor/doctor.html#${id}`), { icon: 'check' })}
      ${this.finding || searched ? nothing : button(text('find'), () => (this.finding = true), { icon: 'search' })}
      ${button(text('backup'), () => {
        this.consent = false;
        this.asked = 'backup';
      }, { icon: 'download' })}
      ${button(text('link_again'), () => open(`link/link.html#${id}`), { icon: 'link' })}
      ${button(text('unlink'), () => (this.asked = 'unlink'), { weight: 'danger' })}
    </div>`;
  }

  #dialogs(): TemplateResult {
    const { phone } = this.detail;
    const done = () => (this.asked = undefined);
    return html`
      ${compareDialog(this.detail, this.asked === 'compare', (same) => {
        if (same !== undefined) this.page.send(phone.id, { type: 'markVerified', phone: phone.id, same });
        done();
      })}
      ${question({
        id: `backup-${phone.id}`,
        open: this.asked === 'backup',
        title: text('backup_title', phone.name),
        content: html`<p>${text('backup_text')}</p>
          ${box('warn', 'alert', text('backup_warning'))}
          <label class="check"><input
            type="checkbox" .checked=${live(this.consent ?? false)}
            @change=${(event: Event) => (this.consent = (event.target as HTMLInputElement).checked)}
          ><span>${text('backup_consent')}</span></label>`,
        yes: text('backup_do'),
        weight: 'main',
        held: !this.consent,
        answer: (yes) => {
          if (yes && this.consent) this.page.send(phone.id, { type: 'askBackup', phone: phone.id });
          done();
        },
      })}
      ${question({
        id: `unlink-${phone.id}`,
        open: this.asked === 'unlink',
        title: text('unlink_title', phone.name),
        content: html`<p>${text('unlink_text')}</p><p class="soft">${text('unlink_phone')}</p>`,
        yes: text('unlink'),
        no: text('unlink_no'),
        answer: (yes) => {
          if (yes) this.page.send(phone.id, { type: 'unlink', phone: phone.id });
          done();
        },
      })}`;
  }

  #name(): void {
    this.naming = true;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>('form .input')?.select());
  }
}

customElements.define('nk-phone', Phone);
