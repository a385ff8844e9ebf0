import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConnectStep, ConnectVault } from '../generated/messages';
import { icon } from '../ui/icon';
import { box, button } from '../ui/parts';
import type { Send } from '../ui/port';
import { faultText, text } from '../ui/text';
import { Part } from '../ui/view';
import { finish } from './finish';
import { server } from './server';

type Step = Extract<ConnectStep, { type: 'vaults' }>;

/** Which vaults of the account are used, each opened by its password. */
class Vaults extends Part {
  static override properties: PropertyDeclarations = {
    step: { attribute: false },
    passphrase: { attribute: false },
  };

  declare step: Step;
  /** Nothing opens the cache yet. */
  declare passphrase: boolean;
  send: Send = () => 0;
  /** The vault whose password is being tried. */
  #trying: string | undefined;

  protected override render() {
    const { server: at, user, vaults } = this.step;
    return html`<section class="card narrow stack">
      <h1 tabindex="-1">${text('server_vaults')}</h1>
      <p class="small soft">${text('server_signed_in')} <bdi>${user}</bdi><br>${server(at)}</p>
      ${vaults.length === 0
        ? box('warn', 'alert', text('server_no_vaults'))
        : html`<p>${text('server_vaults_text')}</p>
            <ul class="vaults">${repeat(vaults, ({ guid }) => guid, (vault, place) => this.#vault(vault, place))}</ul>
            ${this.#finish()}`}
      ${button(text('cancel'), () => this.send({ type: 'abandonConnect' }), { weight: 'plain', wide: true })}
    </section>`;
  }

  /** The focus stays at the vault that was worked on: its field, or what can be done next. */
  protected override updated(changed: PropertyValues): void {
    const before = changed.get('step') as Step | undefined;
    const guid = this.#trying;
    if (!before?.busy || this.step.busy || guid === undefined) return;
    this.#trying = undefined;
    const vault = this.step.vaults.find((one) => one.guid === guid);
    const closed = vault?.open
      ? this.querySelector<HTMLElement>('.vaults input') ?? this.querySelector<HTMLElement>('#passphrase_first')
      : this.#field(guid);
    (closed ?? this.querySelector<HTMLElement>('#finish'))?.focus();
  }

  #vault(vault: ConnectVault, place: number): TemplateResult {
    const { busy } = this.step;
    const name = vault.name || text('server_vault_unnamed');
    const says = `vault-says-${place}`;
    const tried = busy && this.#trying === vault.guid;
    if (vault.open) {
      return html`<li class="row">
        <span class="dot" aria-hidden="true">${icon('check')}</span>
        <div class="grow">
          <p class="strong"><bdi>${name}</bdi></p>
          <p class="small soft" role="status">${text('server_vault_is_open')}</p>
        </div>
        <button
          type="button" class="button" aria-label=${text('server_vault_leave_of', name)} ?disabled=${busy}
          @click=${() => this.send({ type: 'leaveServerVault', guid: vault.guid })}
        >${text('server_vault_leave')}</button>
      </li>`;
    }
    return html`<li>
      <form class="field" autocomplete="off" @submit=${(event: Event) => this.#open(event, vault)}>
        <p class="strong"><bdi>${name}</bdi></p>
        <div class="row tight">
          <input
            class="input grow" type="password" required autocomplete="new-password" autocapitalize="off" spellcheck="false"
            data-vault=${vault.guid} placeholder=${text('server_vault_password')}
            aria-label=${text('server_vault_password_of', name)}
            aria-invalid=${vault.fault !== null} aria-describedby=${says} ?readonly=${busy}
          >
          <button
            type="submit" class="button" aria-label=${text('server_vault_open_of', name)} ?disabled=${busy}
          >${text('server_vault_open')}</button>
        </div>
        <div id=${says} class="small" role="status">${tried
          ? html`<p class="soft">${text('server_vault_opening')}</p><div class="busy" aria-hidden="true"></div>`
          : vault.fault ? html`<p class="bad">${faultText(vault.fault)}</p>` : nothing}</div>
      </form>
    </li>`;
  }

  #finish(): TemplateResult {
    const { vaults, busy } = this.step;
    const some = vaults.some(({ open }) => open);
    return finish({
      passphrase: this.passphrase,
      ready: some && !busy,
      send: this.send,
      below: some ? nothing : html`<p class="small soft center">${text('server_finish_first')}</p>`,
    });
  }

  /** The password goes from the field to the background; no other copy of it is kept here. */
  #open(event: Event, { guid }: ConnectVault): void {
    event.preventDefault();
    const field = this.#field(guid);
    if (!field || field.value === '' || this.step.busy) return;
    this.#trying = guid;
    this.send({ type: 'openServerVault', guid, password: field.value });
    field.value = '';
  }

  #field(guid: string): HTMLInputElement | undefined {
    return [...this.querySelectorAll<HTMLInputElement>('.vaults input')].find(({ dataset }) => dataset['vault'] === guid);
  }
}

customElements.define('nk-server-vaults', Vaults);
