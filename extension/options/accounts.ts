import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { art } from '../ui/art';
import { openConnect } from '../ui/kinds';
import { box, button } from '../ui/parts';
import { text } from '../ui/text';
import './account';
import { Section } from './section';

/** All connected accounts. */
class Accounts extends Section {
  protected override render() {
    const { accounts, policy } = this.screen;
    const none = accounts.length === 0;
    const look = none ? ({ weight: 'main', icon: 'globe' } as const) : ({ icon: 'globe' } as const);
    const connect = policy.noCache
      ? box('', 'lock', text('policy_no_cache'))
      : button(text(none ? 'server_connect' : 'account_another'), () => openConnect(), look);
    return html`<section id="accounts" class="stack wide-gap" aria-labelledby="accounts-name">
      <h2 id="accounts-name" class=${none ? 'sr' : ''}>${text('options_accounts')}</h2>
      ${none
        ? html`<div class="card stack">${art('server')}
            <p class="soft center">${text('account_none')}</p>
            <div class="row middle">${connect}</div>
          </div>`
        : html`${repeat(accounts, ({ source }) => source.id, (account) => html`<nk-account
              .account=${account} .screen=${this.screen} .refusal=${this.refusal} .page=${this.page}
            ></nk-account>`)}
            <div class="row">${connect}</div>`}
    </section>`;
  }
}

customElements.define('nk-accounts', Accounts);
