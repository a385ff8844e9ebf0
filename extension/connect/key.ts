import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ConnectStep, FaultView, ServerView } from '../generated/messages';
import { art } from '../ui/art';
import { icon } from '../ui/icon';
import { box, button, faultBox, pieces } from '../ui/parts';
import { Permits } from '../ui/permission';
import type { Send } from '../ui/port';
import { faultText, text, type Key } from '../ui/text';
import { needed } from '../ui/tls';
import { Part } from '../ui/view';
import './code';
import './secret-field';
import type { SecretField } from './secret-field';
import { openTab, server, url } from './server';

type Step = Extract<ConnectStep, { type: 'key' }>;

/** These are said where they belong: beneath the address, the key, the code. All others are said first. */
const OF_HOST: ReadonlySet<string> = new Set(['serverAddress', 'serverHasLogin', 'passworkNeedsHttps']);
const OF_KEY: ReadonlySet<string> = new Set(['passworkKeyForm']);
const OF_CODE: ReadonlySet<string> = new Set(['passworkOtherCode', 'passworkNoCode']);
/** What the server itself can show in a tab. */
const TO_SEE: ReadonlySet<string> = new Set([
  'passworkUnreachable', 'passworkNotThere', 'serverRedirects', 'serverMaintenance', 'serverUnreadable',
]);
/** A token of Passwork 7 is base64, which an API key never looks like. */
const TOKEN = /[+/]|=$/;

/** Where a Passwork is, and the key to it: typed, or read from a code, and then looked at before it is used. */
class PassworkKey extends Part {
  static override properties: PropertyDeclarations = {
    step: { attribute: false },
    refused: { state: true },
    filled: { state: true },
    token: { state: true },
    other: { state: true },
    second: { state: true },
  };

  declare step: Step;
  send: Send = () => 0;
  /** Shows the kinds of servers again. */
  leave: () => void = () => {};
  /** The browser was asked for the permission and did not give it. */
  declare protected refused: boolean;
  /** Something stands in the field of the key. */
  declare protected filled: boolean;
  /** It looks like a token of Passwork 7. */
  declare protected token: boolean;
  /** Another key than the one at hand is being typed. */
  declare protected other: boolean;
  /** The field of the refresh token is open. */
  declare protected second: boolean;

  /** What is typed now; the screen's answer may be about an older text. */
  #host: string | undefined;
  readonly #permits = new Permits(this);

  /** A code says anew where the server is. */
  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('step') as Step | undefined;
    if (changed.has('step') && this.step.fromCode && !before?.fromCode) this.#host = undefined;
    if (changed.has('step') && this.step.fault !== null && OF_KEY.has(this.step.fault.key)) this.other = true;
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('step') as Step | undefined;
    if (before && !before.fromCode && this.step.fromCode) this.querySelector<HTMLElement>('h1')?.focus();
    // Whoever typed it wrong types it again.
    const { fault, fromCode } = this.step;
    if (before && fault && OF_KEY.has(fault.key) && before.fault?.key !== fault.key) this.#focus('key-field');
    // Something came of a code that was read in the popup, above another tab.
    const isNew = fromCode ? !before?.fromCode : fault !== null && OF_CODE.has(fault.key) && before?.fault?.key !== fault.key;
    if (before && isNew) void comeToFront();
  }

  protected override render(): TemplateResult {
    const { server: found, fromCode, hasKey } = this.step;
    const yours = fromCode && found !== null && this.#host === undefined;
    return html`<section class="card narrow stack">
      ${fromCode ? nothing : art('server')}
      <h1 tabindex="-1">${text(yours ? 'passwork_is_yours' : 'passwork_heading')}</h1>
      ${fromCode ? nothing : html`<p>${text('passwork_intro')}</p>`}
      ${this.#trouble()}
      ${fromCode ? this.#read(yours) : this.#code()}
      ${this.#form(yours ? nothing : this.#hostField())}
      <div class="stack close">
        ${hasKey || fromCode
          ? button(text(yours ? 'passwork_read_again' : 'passwork_code_instead'), () => this.#again(), { weight: 'plain', wide: true })
          : nothing}
        ${fromCode ? nothing : button(text('choose_other'), this.leave, { weight: 'plain', wide: true })}
      </div>
    </section>`;
  }

  /** The ways to read a code; whoever has typed a key needs none. */
  #code(): unknown {
    const { hasKey, fault } = this.step;
    const ofCode = fault && OF_CODE.has(fault.key) ? fault : null;
    if (hasKey && !ofCode) return nothing;
    return html`<h2>${text('passwork_code')}</h2>
      <p>${text('passwork_code_text')}</p>
      <nk-passwork-code .fault=${ofCode} .send=${this.send}></nk-passwork-code>
      <h2 class="or">${text('passwork_by_hand')}</h2>`;
  }

  /** A code can come from anybody: where it leads is looked at before anything is sent there. */
  #read(yours: boolean): TemplateResult {
    const { host, server: found, hasKey, hasMaster, fault } = this.step;
    return html`${yours && found ? html`<p class="where">${where(found)}</p>` : nothing}
      ${yours ? box('warn', 'alert', text('passwork_is_yours_text')) : nothing}
      ${host !== '' && hasKey ? nothing : box('', 'question', text('passwork_read_half'))}
      ${hasMaster ? box('', 'key', text('passwork_master_there')) : nothing}
      ${fault && OF_CODE.has(fault.key) ? faultBox(fault) : nothing}`;
  }

  /** What came of the last try. */
  #trouble(): unknown {
    const { fault, server: found } = this.step;
    if (!fault || [OF_HOST, OF_KEY, OF_CODE].some((those) => those.has(fault.key))) return nothing;
    return html`<div class="stack close">
      ${faultBox(fault)}
      ${fault.key === 'passworkUnreachable' ? needed(2) : nothing}
      ${found && TO_SEE.has(fault.key)
        ? html`<div>${button(text('server_open_tab'), () => openTab(url(found)), { weight: 'plain', icon: 'globe' })}</div>`
        : nothing}
    </div>`;
  }

  #form(host: unknown): TemplateResult {
    const { server: found } = this.step;
    return html`<form class="stack" autocomplete="off" @submit=${this.#go}>
      ${host}
      ${this.#key()}
      ${this.#refresh()}
      ${this.refused ? html`<div role="alert">${box('warn', 'alert', text('server_refused'))}</div>` : nothing}
      <button class="button main wide tall" type="submit" ?disabled=${!this.#ready()}>${text('server_go')}</button>
      ${found && this.#permits.has({ origins: [found.permission] }) === false
        ? html`<p class="small soft">${text('server_go_text')}</p>`
        : nothing}
    </form>`;
  }

  #hostField(): TemplateResult {
    const { host, server: found, fault } = this.step;
    const bad = fault !== null && OF_HOST.has(fault.key) && (this.#host ?? host) !== '';
    return html`<div class="field">
        <label for="passwork-host">${text('passwork_host')}</label>
        <input
          id="passwork-host" class="input" dir="ltr" inputmode="url" autocomplete="off" autocapitalize="off"
          spellcheck="false" maxlength="2000" placeholder="passwork.example.org"
          .value=${live(this.#host ?? host)}
          aria-invalid=${bad} aria-describedby="passwork-host-says"
          @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
        >
      </div>
      <div id="passwork-host-says" class="says small" aria-live="polite">${this.#says(bad ? fault : null, found)}</div>`;
  }

  #says(fault: FaultView | null, found: ServerView | null): TemplateResult {
    if (fault) return html`<p class="bad">${faultText(fault)}</p>`;
    if (!found) return html`<p class="soft">${text('passwork_host_hint')}</p>`;
    return html`<p class="soft">${text('server_is')} ${server(found)}</p>`;
  }

  #key(): TemplateResult {
    const { hasKey, hasRefresh, fault } = this.step;
    if (hasKey && !this.other) {
      return html`<div class="row there">
        <span class="dot" aria-hidden="true">${icon('check')}</span>
        <div class="grow" role="status">
          <p>${text('passwork_key_there')}</p>
          ${hasRefresh ? html`<p>${text('passwork_refresh_there')}</p>` : nothing}
        </div>
        ${button(text('passwork_key_other'), () => this.#another())}
      </div>`;
    }
    const wrong = fault && OF_KEY.has(fault.key) && !this.filled ? faultText(fault) : undefined;
    return html`<nk-secret-field
      id="key-field" .name=${'passwork-key'} .label=${'passwork_key'} .hint=${text('passwork_key_hint')} .wrong=${wrong}
      .show=${'passwork_key_show'} .hide=${'passwork_key_hide'}
      .typed=${(value: string) => {
        this.filled = value.trim() !== '';
        this.token = TOKEN.test(value.trim());
      }}
    ></nk-secret-field>`;
  }

  /** Only Passwork 7 has one. */
  #refresh(): unknown {
    if (this.step.hasKey && !this.other) return nothing;
    if (!this.second && !this.token) {
      return html`<div>${button(text('passwork_refresh_open'), () => {
        this.second = true;
        this.#focus('refresh-field');
      }, { weight: 'plain', icon: 'plus' })}</div>`;
    }
    return html`<nk-secret-field
      id="refresh-field" .name=${'passwork-refresh'} .label=${'passwork_refresh'} .hint=${text('passwork_refresh_hint')}
      .show=${'passwork_refresh_show' satisfies Key} .hide=${'passwork_refresh_hide' satisfies Key}
    ></nk-secret-field>`;
  }

  #another(): void {
    this.other = true;
    this.#focus('key-field');
  }

  /** What was read from a code is forgotten. */
  #again(): void {
    this.#host = undefined;
    this.other = false;
    this.second = false;
    this.refused = false;
    this.send({ type: 'chooseServerKind', kind: 'passwork' });
  }

  /** Once it is drawn. */
  #focus(id: 'key-field' | 'refresh-field'): void {
    void this.updateComplete.then(() => this.#field(id)?.updateComplete).then(() => this.#field(id)?.focus());
  }

  #field(id: 'key-field' | 'refresh-field'): SecretField | null {
    return this.querySelector<SecretField>(`#${id}`);
  }

  #ready(): boolean {
    return this.step.server !== null && (this.filled || (this.step.hasKey && !this.other));
  }

  #typed(typed: string): void {
    this.#host = typed;
    this.refused = false;
    this.send({ type: 'typeHost', host: typed });
  }

  /**
   * The key goes from its field to the background; no other copy of it is kept here. Browsers ask only inside the click
   * (or the Enter) itself: nothing is awaited before.
   */
  #go = (event: Event): void => {
    event.preventDefault();
    const { server: found } = this.step;
    if (!found || !this.#ready()) return;
    if (this.filled) {
      const refresh = this.#field('refresh-field')?.take().trim() ?? '';
      const key = this.#field('key-field')?.take().trim() ?? '';
      this.send({ type: 'typeKey', key, refresh: refresh === '' ? null : refresh });
    }
    this.other = false;
    this.second = false;
    this.refused = false;
    const wish = { origins: [found.permission] };
    const go = () => void this.send({ type: 'connectServer', plain: false });
    if (this.#permits.has(wish)) return go();
    void this.#permits.ask(wish).then((given) => {
      if (given) go();
      else this.refused = true;
    });
  };
}

/** An address to look at: what one owner registered stands out, whatever stands in front of it. */
function where(view: ServerView): TemplateResult {
  const [, host = '', rest = ''] = /^.*?:\/\/([^/:]*|\[[^\]]*\])(.*)$/.exec(url(view)) ?? [];
  const own = host.endsWith(view.registrable) ? view.registrable.length : host.length;
  const at = host.length - own;
  return html`<bdi dir="ltr">https://${pieces(host.slice(0, at))}<strong>${pieces(host.slice(at))}</strong>${pieces(rest)}</bdi>`;
}

async function comeToFront(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined && !tab.active) await chrome.tabs.update(tab.id, { active: true });
}

customElements.define('nk-passwork-key', PassworkKey);
