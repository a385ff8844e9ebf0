import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Wipe } from '../generated/messages';
import { badge } from '../ui/badge';
import { noticeView } from '../ui/notice';
import { button } from '../ui/parts';
import { request } from '../ui/request';
import { counted, text, type Key } from '../ui/text';
import { question } from './dialog';
import { Section } from './section';

interface Kind {
  what: Wipe;
  name: Key;
  says: Key;
  yes: Key;
}

const KINDS: Kind[] = [
  { what: 'cache', name: 'wipe_cache', says: 'wipe_cache_text', yes: 'wipe_cache_yes' },
  { what: 'factors', name: 'wipe_factors', says: 'wipe_factors_text', yes: 'wipe_factors_yes' },
  { what: 'generated', name: 'wipe_generated', says: 'wipe_generated_text', yes: 'wipe_generated_yes' },
  { what: 'settings', name: 'wipe_settings', says: 'wipe_settings_text', yes: 'wipe_settings_yes' },
  { what: 'everything', name: 'wipe_everything', says: 'wipe_everything_text', yes: 'wipe_everything_yes' },
];
const PLACE = 'stored';

/** What lies in this browser, and a button for each kind of deleting. */
class Stored extends Section {
  static override properties: PropertyDeclarations = { ...Section.properties, asked: { state: true } };

  declare protected asked: Kind | undefined;

  protected override render() {
    const { screen, asked } = this;
    const { factors } = screen;
    // Nothing else would open what is kept of them.
    const onlyAccounts = screen.phones.length === 0 && screen.accounts.length > 0;
    const idle: Partial<Record<Wipe, boolean>> = {
      cache: !screen.hasCache,
      factors: (!factors.passphrase && !factors.passkey) || onlyAccounts,
    };
    return html`<section id="stored" class="card stack" aria-labelledby="stored-name">
      <h2 id="stored-name">${text('options_stored')}</h2>
      <p class="soft">${text('stored_text')}</p>
      ${this.#counts()}
      ${this.#rotate()}
      <ul class="rows">
        ${KINDS.map((kind) => html`<li class="line">
          <div class="grow">
            <p class="strong">${text(kind.name)}</p>
            <p class="small soft">${text(kind.says)}</p>
          </div>
          ${button(text(kind.yes), () => (this.asked = kind), { weight: 'danger', disabled: idle[kind.what] ?? false })}
        </li>`)}
      </ul>
      ${this.trouble(PLACE)}
      ${question({
        id: 'wipe',
        open: asked !== undefined,
        title: asked ? text('wipe_title', text(asked.name)) : '',
        content: asked ? html`<p>${text(asked.says)}</p><p class="soft">${this.#elsewhere()}</p>` : nothing,
        yes: asked ? text(asked.yes) : '',
        answer: (yes) => {
          if (yes && asked) this.page.send(PLACE, { type: 'wipe', what: asked.what });
          this.asked = undefined;
        },
      })}
    </section>`;
  }

  /** What deleting here does not touch. */
  #elsewhere(): string {
    const { phones, accounts } = this.screen;
    const says: Key[] = [];
    if (phones.length > 0 || accounts.length === 0) says.push('wipe_phone');
    if (accounts.length > 0) says.push('wipe_text_account');
    return says.map((key) => text(key)).join(' ');
  }

  #counts(): TemplateResult {
    const { screen } = this;
    const sum = !screen.hasCache
      ? text('stored_none')
      : `${screen.open ? counted('cached', screen.cached) : text('cached_unknown')} ${text(screen.open ? 'cache_open' : 'cache_locked')}`;
    return html`<p>${sum}</p>
      ${screen.phones.length + screen.accounts.length === 0
        ? nothing
        : html`<ul class="stack close kept">${screen.phones.map((detail) => html`<li class="row nowrap">
            ${badge(detail.phone)}
            <span class="grow"><bdi class="strong">${detail.phone.name}</bdi>
            <span class="soft">${!detail.hasCache
              ? text('stored_none_phone')
              : detail.cached === null ? text('stored_locked') : counted('total', detail.cached)}</span></span>
          </li>`)}${screen.accounts.map(({ source, vaults }) => html`<li class="row nowrap">
            ${badge(source)}
            <span class="grow"><bdi class="strong">${source.name}</bdi>
            <span class="soft">${screen.open
              ? counted('total', vaults.reduce((sum, { items }) => sum + items, 0))
              : text('stored_locked')}</span></span>
          </li>`)}</ul>`}`;
  }

  #rotate(): unknown {
    const { screen } = this;
    const { notice } = screen;
    // A phone seals the new keys.
    if (!screen.hasCache || screen.phones.length === 0) return nothing;
    return html`<div class="line">
      <div class="grow">
        <p class="strong">${text('rotate')}</p>
        <p class="small soft">${text('rotate_text')} ${screen.open ? '' : text('needs_open')}</p>
      </div>
      ${button(text('rotate_do'), () => this.page.send(PLACE, { type: 'rotateKeys' }), {
        icon: 'repeat', disabled: !screen.open,
      })}
    </div>
    ${this.#request()}
    <div role="status">${notice?.type === 'rotated' ? noticeView(notice) : nothing}</div>`;
  }

  /** New keys are sealed with a key of the phone, which asks for a yes and shows letters to compare. */
  #request(): unknown {
    const { request: running, phones } = this.screen;
    if (running?.kind !== 'unlock') return nothing;
    return html`<div class="frame bare">${request(running, (intent) => {
      this.page.send(PLACE, intent);
      return 0;
    }, phones.length > 1)}</div>`;
  }
}

customElements.define('nk-stored', Stored);
