import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ConnectStep } from '../generated/messages';
import { box, button, faultBox } from '../ui/parts';
import type { Send } from '../ui/port';
import { text } from '../ui/text';
import { Part } from '../ui/view';
import { openTab, server } from './server';

const EXPIRED = 'serverSignInExpired';

type Step = Extract<ConnectStep, { type: 'signIn' }>;

/** Signing in: at the server, in a tab of its own, or with an app password here. */
class SignIn extends Part {
  static override properties: PropertyDeclarations = {
    step: { attribute: false },
    opened: { state: true },
  };

  declare step: Step;
  send: Send = () => 0;
  /** The page of the server whose tab was opened. */
  declare protected opened: string | undefined;

  protected override render() {
    const { server: at, fault } = this.step;
    // Nobody can be let in any more where time is up.
    const login = fault?.key === EXPIRED ? '' : this.step.login;
    return html`<section class="card narrow stack">
      <h1 tabindex="-1">${text('server_sign_in')}</h1>
      <p>${server(at)}</p>
      ${this.#fault()}
      ${login ? this.#page(login) : nothing}
      ${this.step.login ? html`<h2 class="or">${text('server_or_password')}</h2>` : nothing}
      ${this.#form(this.step.login === '')}
      ${button(text('back'), () => this.send({ type: 'abandonConnect' }), { weight: 'plain', wide: true })}
    </section>`;
  }

  #fault(): unknown {
    const { fault, server: at } = this.step;
    if (!fault) return nothing;
    return html`<div class="stack close">
      ${faultBox(fault)}
      ${fault.key === EXPIRED
        ? button(text('server_start_again'), () => this.send({ type: 'connectServer', plain: at.plain }), {
            weight: 'main', wide: true, tall: true, icon: 'repeat',
          })
        : nothing}
    </div>`;
  }

  /** The server's own page. What is granted there comes here by itself. */
  #page(login: string): TemplateResult {
    const open = this.opened === login;
    return html`<div class="stack">
      <p>${text('server_sign_in_text')}</p>
      ${button(text(open ? 'server_login_again' : 'server_login'), () => {
        this.opened = login;
        openTab(login);
      }, { weight: open ? 'even' : 'main', wide: true, tall: !open, icon: 'globe', disabled: this.step.checking })}
      <div role="status" class="stack close">${open
        ? html`${box('', 'clock', text('server_login_waits'))}<div class="busy" aria-hidden="true"></div>`
        : html`<p class="small soft">${text('server_login_notices')}</p>`}</div>
    </div>`;
  }

  #form(alone: boolean): TemplateResult {
    const { checking } = this.step;
    return html`<form class="stack" autocomplete="off" @submit=${this.#submit}>
      <div class="field">
        <label for="server-user">${text('server_user')}</label>
        <input
          id="server-user" class="input" required autocomplete="off" autocapitalize="off" spellcheck="false"
          dir="auto" maxlength="300" ?readonly=${checking}
        >
      </div>
      <div class="field">
        <label for="server-password">${text('server_password')}</label>
        <input
          id="server-password" class="input" type="password" required autocomplete="new-password" autocapitalize="off"
          spellcheck="false" maxlength="1000" aria-describedby="server-password-says" ?readonly=${checking}
        >
        <p id="server-password-says" class="small soft">${text('server_password_text')}</p>
      </div>
      <div role="status" class="stack close">${checking
        ? html`<p class="small soft">${text('server_checking')}</p><div class="busy" aria-hidden="true"></div>`
        : nothing}</div>
      <button class="button wide ${alone ? 'main tall' : ''}" type="submit" ?disabled=${checking}>
        ${text('server_sign_in')}
      </button>
    </form>`;
  }

  /** The password goes from the field to the background; no other copy of it is kept here. */
  #submit = (event: Event): void => {
    event.preventDefault();
    const user = this.querySelector('#server-user') as HTMLInputElement;
    const password = this.querySelector('#server-password') as HTMLInputElement;
    if (this.step.checking || user.value.trim() === '' || password.value === '') return;
    this.send({ type: 'signIn', user: user.value.trim(), password: password.value });
    password.value = '';
  };
}

customElements.define('nk-sign-in', SignIn);
