import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ConnectStep, FaultView, ServerView } from '../generated/messages';
import { art } from '../ui/art';
import { box, button, faultBox } from '../ui/parts';
import { Permits } from '../ui/permission';
import type { Send } from '../ui/port';
import { faultText, text, type Key } from '../ui/text';
import { Part } from '../ui/view';
import { openTab, server, url } from './server';

type Step = Extract<ConnectStep, { type: 'address' }>;

/** These are about what is typed, and are said beneath it. */
const OF_TEXT: ReadonlySet<string> = new Set(['serverAddress', 'serverHasLogin']);
/** What the server itself can show in a tab. */
const TO_SEE: ReadonlySet<string> = new Set(['serverUnreachable', 'serverRedirects', 'serverNotNextcloud', 'serverMaintenance']);
/** What others on the way can read. */
const IN_CLEAR: Key[] = ['server_plain_login', 'server_plain_items', 'server_plain_when'];

/** Where the server is. */
class Address extends Part {
  static override properties: PropertyDeclarations = {
    step: { attribute: false },
    refused: { state: true },
    agreed: { state: true },
  };

  declare step: Step;
  send: Send = () => 0;
  /** Shows the kinds of servers again. */
  leave: () => void = () => {};
  /** The browser was asked for the permission and did not give it. */
  declare protected refused: boolean;
  /** The address without encryption that the user agreed to. */
  declare protected agreed: string | undefined;

  /** What is typed now; the screen's answer may be about an older text. */
  #text: string | undefined;
  readonly #permits = new Permits(this);

  protected override firstUpdated(): void {
    // The heading comes first where another step was before; then the page gives it the focus.
    if (document.activeElement === document.body) this.querySelector<HTMLElement>('#server')?.focus();
  }

  protected override render() {
    const { text: typed, server: found, fault } = this.step;
    const bad = fault !== null && OF_TEXT.has(fault.key) && (this.#text ?? typed) !== '';
    return html`<section class="card narrow stack">
      ${art('server')}
      <h1 tabindex="-1">${text('server_heading')}</h1>
      <p>${text('server_intro')}</p>
      ${fault && !OF_TEXT.has(fault.key) ? this.#trouble(fault, found) : nothing}
      <form class="stack" @submit=${this.#go}>
        <div class="field">
          <label for="server">${text('server_address')}</label>
          <input
            id="server" class="input" dir="ltr" inputmode="url" autocomplete="off" autocapitalize="off" spellcheck="false"
            maxlength="2000" placeholder="cloud.example.org"
            .value=${live(this.#text ?? typed)}
            aria-invalid=${bad}
            aria-describedby="server-says"
            @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value)}
          >
        </div>
        <div id="server-says" class="says small" aria-live="polite">${this.#says(bad ? fault : null, found)}</div>
        ${found?.plain ? this.#plain(found) : nothing}
        ${this.refused ? html`<div role="alert">${box('warn', 'alert', text('server_refused'))}</div>` : nothing}
        <button class="button main wide tall" type="submit" ?disabled=${!this.#ready()}>${text('server_go')}</button>
      </form>
      ${found && this.#permits.has({ origins: [found.permission] }) === false
        ? html`<p class="small soft">${text('server_go_text')}</p>`
        : nothing}
      ${button(text('choose_other'), this.leave, { weight: 'plain', wide: true })}
    </section>`;
  }

  /** What came of the last try. */
  #trouble(fault: FaultView, found: ServerView | null): TemplateResult {
    return html`<div class="stack close">
      ${faultBox(fault)}
      ${found && TO_SEE.has(fault.key)
        ? html`<div>${button(text('server_open_tab'), () => openTab(url(found)), { weight: 'plain', icon: 'globe' })}</div>`
        : nothing}
    </div>`;
  }

  #says(fault: FaultView | null, found: ServerView | null): TemplateResult {
    if (fault) return html`<p class="bad">${faultText(fault)}</p>`;
    if (!found) return html`<p class="soft">${text('server_hint')}</p>`;
    return html`<p class="soft">${text('server_is')} ${server(found)}</p>`;
  }

  /** What is not encrypted, one by one: agreeing needs to know it. */
  #plain(found: ServerView): TemplateResult {
    return box('warn', 'alert', html`<div class="stack close">
      <p class="strong">${text('server_plain_title')}</p>
      <p>${text('server_plain_text')}</p>
      <ul class="clear">${IN_CLEAR.map((key) => html`<li>${text(key)}</li>`)}</ul>
      <p>${text('server_plain_sealed')}</p>
      <label class="check"><input
        type="checkbox" .checked=${live(this.agreed === found.address)}
        @change=${(event: Event) => {
          this.agreed = (event.target as HTMLInputElement).checked ? found.address : undefined;
        }}
      ><span>${text('server_plain_agree')}</span></label>
    </div>`);
  }

  #ready(): boolean {
    const { server: found } = this.step;
    return found !== null && (!found.plain || this.agreed === found.address);
  }

  #typed(typed: string): void {
    this.#text = typed;
    this.refused = false;
    this.send({ type: 'typeServer', text: typed });
  }

  /** Browsers ask only inside the click (or the Enter) itself: nothing is awaited before. */
  #go = (event: Event): void => {
    event.preventDefault();
    const { server: found } = this.step;
    if (!found || !this.#ready()) return;
    const wish = { origins: [found.permission] };
    const go = () => void this.send({ type: 'connectServer', plain: found.plain });
    this.refused = false;
    if (this.#permits.has(wish)) return go();
    void this.#permits.ask(wish).then((given) => {
      if (given) go();
      else this.refused = true;
    });
  };
}

customElements.define('nk-server-address', Address);
