import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { art } from '../ui/art';
import { box, button } from '../ui/parts';
import { size, text } from '../ui/text';
import './phone';
import { Section } from './section';

/** All linked phones. */
class Phones extends Section {
  protected override render() {
    const { phones } = this.screen;
    const none = phones.length === 0;
    return html`<section id="phones" class="stack wide-gap" aria-labelledby="phones-name">
      <h2 id="phones-name" class=${none ? 'sr' : ''}>${text('options_phones')}</h2>
      ${none
        ? html`<div class="card stack">${art('link')}
            <p class="soft center">${text('options_no_phone')}</p>
            <div class="row middle">${button(text('link_phone'), openLink, { weight: 'main', icon: 'link' })}</div>
          </div>`
        : repeat(phones, ({ phone }) => phone.id, (detail) => html`<nk-phone
            .detail=${detail} .screen=${this.screen} .refusal=${this.refusal} .page=${this.page}
          ></nk-phone>`)}
      ${this.#backup()}
      ${none ? nothing : html`<div class="row">${button(text('link_another'), openLink, { icon: 'link' })}</div>`}
    </section>`;
  }

  /** The file that was just saved. */
  #backup(): unknown {
    const { backup } = this.screen;
    if (!backup) return nothing;
    return html`<div role="status">${box('good', 'check', html`
      <p class="strong">${text('backup_saved')}</p>
      <p><bdi class="mono" dir="ltr">${backup.fileName}</bdi> · ${size(backup.size)}</p>
      <p>${text('backup_digest')}</p>
      <p class="mono digest" dir="ltr">${groups(backup.digest)}</p>`)}
    </div>`;
  }
}

/** In groups of eight, which the eye can follow. */
function groups(digest: string): unknown {
  return (digest.match(/.{1,8}/g) ?? []).map((group) => html`<span>${group}</span> `);
}

function openLink(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
}

customElements.define('nk-phones', Phones);
