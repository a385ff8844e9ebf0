import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { ConnectStep } from '../generated/messages';
import { box, button, faultBox } from '../ui/parts';
import type { Send } from '../ui/port';
import { faultText, text } from '../ui/text';
import { Part } from '../ui/view';
import './secret-field';
import type { SecretField } from './secret-field';
import { server } from './server';

type Step = Extract<ConnectStep, { type: 'master' }>;

/** Said beneath the field. */
const OF_FIELD = 'passworkMasterWrong';

/** The master password of a Passwork with encryption. */
class Master extends Part {
  static override properties: PropertyDeclarations = {
    step: { attribute: false },
    filled: { state: true },
  };

  declare step: Step;
  send: Send = () => 0;
  /** Something stands in the field. */
  declare protected filled: boolean;

  protected override render() {
    const { server: at, user, weak, checking, fault } = this.step;
    const wrong = fault?.key === OF_FIELD && !checking && !this.filled ? faultText(fault) : undefined;
    return html`<section class="card narrow stack">
      <h1 tabindex="-1">${text('passwork_master')}</h1>
      <p class="small soft">${text('server_signed_in')} <bdi>${user}</bdi><br>${server(at)}</p>
      <p>${text('passwork_master_text')}</p>
      ${weak ? box('warn', 'alert', text('passwork_master_weak')) : nothing}
      ${fault && fault.key !== OF_FIELD && !checking ? faultBox(fault) : nothing}
      <form class="stack" autocomplete="off" @submit=${this.#submit}>
        <nk-secret-field
          .name=${'passwork-master'} .label=${'passwork_master_field'} .wrong=${wrong} .fixed=${checking}
          .show=${'passwork_master_show'} .hide=${'passwork_master_hide'}
          .typed=${(value: string) => (this.filled = value !== '')}
        ></nk-secret-field>
        <div role="status" class="stack close">${checking
          ? html`<p class="small soft">${text('passwork_master_checking')}</p><div class="busy" aria-hidden="true"></div>`
          : nothing}</div>
        <button class="button main wide tall" type="submit" ?disabled=${checking || !this.filled}>
          ${text('passwork_master_go')}
        </button>
      </form>
      ${button(text('cancel'), () => this.send({ type: 'abandonConnect' }), { weight: 'plain', wide: true })}
    </section>`;
  }

  /** Whoever typed it wrong types it again. */
  protected override updated(changed: PropertyValues): void {
    const before = changed.get('step') as Step | undefined;
    if (before?.checking && !this.step.checking) this.#field?.focus();
  }

  get #field(): SecretField | null {
    return this.querySelector('nk-secret-field');
  }

  /** The password goes from the field to the background; no other copy of it is kept here. */
  #submit = (event: Event): void => {
    event.preventDefault();
    if (this.step.checking || !this.filled) return;
    const password = this.#field?.take() ?? '';
    if (password !== '') this.send({ type: 'typeMaster', password });
  };
}

customElements.define('nk-passwork-master', Master);
