import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { AccountView, FaultView } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { firstOf } from '../ui/first';
import { NAMES, openConnect } from '../ui/kinds';
import { box, button, faultBox, iconButton, pieces } from '../ui/parts';
import { Permits } from '../ui/permission';
import { counted, digits, recently, text } from '../ui/text';
import { needed } from '../ui/tls';
import { question } from './dialog';
import { nameForm } from './rename';
import { Section } from './section';

/** How often "5 minutes ago" is said anew. */
const MINUTE_MS = 60_000;

/** What a new key for the same Passwork puts right. */
const NEW_KEY: ReadonlySet<string> = new Set([
  'passworkKeyRefused', 'passworkTokenExpired', 'passworkTwoFactor', 'passworkMasterWrong',
]);

/** One connected account: its name, what of it is used, how old that is, and what can be done with it. */
class Account extends Section {
  static override properties: PropertyDeclarations = {
    ...Section.properties,
    account: { attribute: false },
    naming: { state: true },
    leaving: { state: true },
    notAllowed: { state: true },
  };

  declare account: AccountView;
  /** The name is being changed. */
  declare protected naming: boolean;
  /** It is about to be removed. */
  declare protected leaving: boolean;
  /** The browser was asked for the permission and did not give it. */
  declare protected notAllowed: boolean;

  readonly #permits = new Permits(this);
  #ageing: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ageing = setInterval(() => this.requestUpdate(), MINUTE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ageing);
  }

  protected override render() {
    const { source } = this.account;
    return html`<article class="card stack" aria-label=${source.name}>
      ${this.naming ? this.#nameForm() : this.#head()}
      ${this.trouble(`name-${source.id}`)}
      ${this.#facts()}
      ${this.#sync()}
      ${this.trouble(source.id)}
      ${this.#actions()}
      ${this.#removal()}
    </article>`;
  }

  #head(): TemplateResult {
    const { source, address, plain } = this.account;
    return html`<div class="phone">
      ${badge(source)}
      <div class="grow">
        <h3><bdi>${source.name}</bdi></h3>
        <p class="small soft">${source.kind === 'phone' ? nothing : html`${text(NAMES[source.kind])} · `}<bdi class="mono" dir="ltr">${pieces(`${plain ? 'http' : 'https'}://${address}`)}</bdi>
          ${plain ? html`<span class="mark small">${text('server_plain')}</span>` : nothing}</p>
      </div>
      ${iconButton('pen', text('account_rename', source.name), () => this.#name())}
    </div>`;
  }

  #nameForm(): TemplateResult {
    const { source, address } = this.account;
    return nameForm(source, (change) => {
      const { id } = source;
      if (change) this.page.send(`name-${id}`, { type: 'renameAccount', source: id, ...change });
      this.naming = false;
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('.phone .button')?.focus());
    }, address.split('/')[0] ?? address);
  }

  /** Who is signed in, and which vaults are used: known only while the cache is open. */
  #facts(): TemplateResult {
    const { user, vaults } = this.account;
    const { shown, more } = firstOf(vaults);
    if (!user && vaults.length === 0) return html`<p class="small soft">${text('account_vaults_locked')}</p>`;
    return html`<dl class="facts">
      ${user ? html`<div><dt class="small soft">${text('account_user')}</dt><dd><bdi>${user}</bdi></dd></div>` : nothing}
      <div>
        <dt class="small soft">${text('account_vaults')}</dt>
        ${shown.map(({ name, items }) => html`<dd>
          <bdi>${name || text('server_vault_unnamed')}</bdi> <span class="small soft">· ${counted('total', items)}</span>
        </dd>`)}
        ${more > 0 ? html`<dd class="small soft">${counted('passwork_vaults_more', more)}</dd>` : nothing}
      </div>
    </dl>`;
  }

  /** Where fetching stands, and how old what is here is. */
  #sync(): TemplateResult {
    const { source, sync, syncedAtMs } = this.account;
    const failed = sync.type === 'failed';
    const age = syncedAtMs > 0 ? text('account_fetched', recently(syncedAtMs, 'long')) : text('account_never');
    return html`<div class="stack close">
      <p class="row nowrap ${failed ? 'old' : 'soft'}">${icon(failed ? 'alert' : 'clock')}
        <span class="grow">${age}${failed && syncedAtMs > 0 ? html` ${text(source.kind === 'passwork' ? 'sync_old_passwork' : 'sync_old')}` : nothing}</span></p>
      <div role="status" class="stack close">${sync.type === 'fetching'
        ? html`<p class="small soft">${text('account_fetching')}</p><div class="busy" aria-hidden="true"></div>`
        : sync.type === 'opening' ? this.#opening(sync.done, sync.total) : nothing}</div>
      ${failed ? this.#failed(sync.fault) : nothing}
    </div>`;
  }

  #opening(done: number, total: number): TemplateResult {
    return html`<p class="small soft">${text('account_opening')}</p>
      <div class="progress">
        <progress max=${total} value=${done} aria-label=${text('account_opening_bar')}></progress>
        <span class="small" aria-hidden="true">${text('find_done', digits(done), digits(total))}</span>
      </div>`;
  }

  #failed(fault: FaultView): TemplateResult {
    return html`${faultBox(fault)}
      ${fault.key === 'passworkUnreachable'
        ? html`${needed(4)}
            <div>${button(text('server_open_tab'), () => void chrome.tabs.create({ url: `https://${this.account.address}` }), { icon: 'globe' })}</div>`
        : nothing}
      ${fault.key === 'serverWrongLogin' ? html`<p class="small">${text('account_sign_in_again')}</p>` : nothing}
      ${NEW_KEY.has(fault.key)
        ? html`<p class="small">${text('account_connect_again')}</p>
            <div>${button(text('account_connect_again_go'), () => openConnect('passwork'), { weight: 'main' })}</div>`
        : nothing}
      ${fault.key === 'serverNoPermission'
        ? html`<div>${button(text('account_allow'), () => this.#allow(), { weight: 'main' })}</div>`
        : nothing}
      ${this.notAllowed ? html`<div role="alert">${box('warn', 'alert', text('account_not_allowed'))}</div>` : nothing}`;
  }

  #actions(): TemplateResult {
    const { sync } = this.account;
    const { open } = this.screen;
    const running = sync.type === 'fetching' || sync.type === 'opening';
    return html`<div class="row actions">
      ${button(text('sync_now'), () => this.#fetch(), { icon: 'repeat', disabled: running || !open })}
      ${button(text('account_remove'), () => (this.leaving = true), { weight: 'danger' })}
      ${open ? nothing : html`<span class="small soft">${text('account_locked')}</span>`}
    </div>`;
  }

  #removal(): TemplateResult {
    const { source } = this.account;
    return question({
      id: `leave-${source.id}`,
      open: this.leaving,
      title: text('account_remove_title', source.name),
      content: source.kind === 'passwork'
        ? html`<p>${text('account_remove_text_passwork')}</p><p>${text('account_remove_server_passwork')}</p>`
        : html`<p>${text('account_remove_text')}</p><p>${text('account_remove_server')}</p>`,
      yes: text('account_remove'),
      no: text('account_remove_no'),
      answer: (yes) => {
        if (yes) this.page.send(source.id, { type: 'disconnect', source: source.id });
        this.leaving = false;
      },
    });
  }

  #fetch(): void {
    const { id } = this.account.source;
    this.page.send(id, { type: 'sync', source: id });
  }

  /** Called by the click itself: browsers ask only then. */
  #allow(): void {
    this.notAllowed = false;
    void this.#permits.ask({ origins: [this.account.permission] }).then((given) => {
      if (given) this.#fetch();
      else this.notAllowed = true;
    });
  }

  #name(): void {
    this.naming = true;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>('form .input')?.select());
  }
}

customElements.define('nk-account', Account);
