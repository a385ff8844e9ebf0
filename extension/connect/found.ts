import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ConnectStep } from '../generated/messages';
import { firstOf } from '../ui/first';
import { box, button } from '../ui/parts';
import type { Send } from '../ui/port';
import { counted, text } from '../ui/text';
import { finish } from './finish';
import { server } from './server';

type Step = Extract<ConnectStep, { type: 'found' }>;

/** What was found at a Passwork, for one more look before it is kept. `passphrase`: nothing opens the cache yet. */
export function found(step: Step, passphrase: boolean, send: Send): TemplateResult {
  const { server: at, user, version, encrypted, vaults, again } = step;
  return html`<section class="card narrow stack">
    <h1 tabindex="-1">${text('passwork_found')}</h1>
    <p>${text('passwork_found_text')}</p>
    <dl class="found">
      <div><dt class="small soft">${text('passwork_server')}</dt><dd>${server(at)}</dd></div>
      ${user ? html`<div><dt class="small soft">${text('server_signed_in')}</dt><dd><bdi>${user}</bdi></dd></div>` : nothing}
      <div><dt class="small soft">${text('passwork_version')}</dt>
        <dd><bdi>${version || text('passwork_version_seven')}</bdi></dd></div>
    </dl>
    ${encrypted
      ? box('good', 'lock', text('passwork_encrypted'))
      : box('warn', 'alert', html`<p class="strong">${text('passwork_not_encrypted')}</p>
          <p>${text('passwork_not_encrypted_text')}</p>`)}
    ${vaults.length === 0 ? box('', 'question', text('passwork_no_vaults')) : named(vaults)}
    ${again
      ? html`<div class="stack close">
          <label class="check"><input id="again" type="checkbox" aria-describedby="again-text" .checked=${live(again.yes)}
            @change=${(event: Event) => send({ type: 'connectAgain', yes: (event.target as HTMLInputElement).checked })}
          ><span>${text('passwork_again', again.name)}</span></label>
          <p id="again-text" class="soft small">${text('passwork_again_text')}</p>
        </div>`
      : nothing}
    ${finish({ passphrase, ready: true, send })}
    ${button(text('cancel'), () => send({ type: 'abandonConnect' }), { weight: 'plain', wide: true })}
  </section>`;
}

function named(vaults: string[]): TemplateResult {
  const { shown, more } = firstOf(vaults);
  return html`<div class="stack close">
    <h2>${text('passwork_vaults')}</h2>
    <ul class="vaults names">
      ${shown.map((name) => html`<li><bdi>${name || text('server_vault_unnamed')}</bdi></li>`)}
      ${more > 0 ? html`<li class="soft">${counted('passwork_vaults_more', more)}</li>` : nothing}
    </ul>
  </div>`;
}
