import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import '../ui/countdown';
import '../ui/new-passphrase';
import type { NewPassphrase } from '../ui/new-passphrase';
import { box, button, status } from '../ui/parts';
import { text, type Key } from '../ui/text';
import { question } from './dialog';
import { makePasskey, PasskeyTrouble, whyNoPasskey } from './passkey';
import { Section } from './section';

type Factor = 'passphrase' | 'passkey';

/** What opens the cache beside the phone: a passphrase, a passkey, both, or neither. */
class Factors extends Section {
  static override properties: PropertyDeclarations = {
    ...Section.properties,
    typing: { state: true },
    making: { state: true },
    failure: { state: true },
    leaving: { state: true },
    whyNot: { state: true },
  };

  /** The form for a passphrase is open. */
  declare protected typing: boolean;
  /** The browser is asking for the passkey. */
  declare protected making: boolean;
  declare protected failure: Key | undefined;
  /** The one that is about to be removed. */
  declare protected leaving: Factor | undefined;
  declare protected whyNot: Key | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void whyNoPasskey().then((why) => (this.whyNot = why));
  }

  protected override render() {
    const { screen } = this;
    const held = !screen.open || screen.policy.noCache || screen.factors.busy;
    const why: Key | undefined = screen.policy.noCache ? 'policy_no_cache' : screen.open ? undefined : 'factors_open_first';
    return html`<section id="factors" class="card stack" aria-labelledby="factors-name">
      <h2 id="factors-name">${text('options_factors')}</h2>
      <p class="soft">${text(screen.phones.length > 0 || screen.accounts.length === 0 ? 'factors_text' : 'factors_text_account')}</p>
      ${why ? box('', 'lock', text(why)) : nothing}
      ${this.#passphrase(held)}
      ${this.#passkey(held)}
      ${this.#last() ? html`<p class="small soft">${text('factors_last')}</p>` : nothing}
      ${this.#removal()}
    </section>`;
  }

  /** What opens the cache now that the passphrase does not. */
  #needed(): Key {
    const { phones, accounts, factors } = this.screen;
    if (phones.length > 0 || accounts.length === 0) return 'passphrase_phone_needed';
    return factors.passkey ? 'unlock_passkey_needed' : 'unlock_nothing_left';
  }

  /** Without it, nothing would open what is kept of the accounts. */
  #last(): boolean {
    const { phones, accounts, factors: { passphrase, passkey } } = this.screen;
    return phones.length === 0 && accounts.length > 0 && passphrase !== (passkey !== null);
  }

  #passphrase(held: boolean): TemplateResult {
    const { passphrase, busy, phoneNeeded, waitMs } = this.screen.factors;
    return html`<div class="stack factor">
      <div class="line">
        <div class="grow">
          <h3>${text('passphrase')}</h3>
          <p class="small soft">${text(passphrase ? 'passphrase_on' : 'passphrase_off')}</p>
        </div>
        ${this.typing
          ? nothing
          : html`<div class="row">
              ${button(text(passphrase ? 'passphrase_change' : 'passphrase_set'), () => this.#type(), { disabled: held })}
              ${passphrase
                ? button(text('remove'), () => (this.leaving = 'passphrase'), {
                    weight: 'danger', disabled: busy || this.#last(),
                  })
                : nothing}
            </div>`}
      </div>
      ${phoneNeeded ? box('warn', 'alert', text(this.#needed())) : nothing}
      ${!phoneNeeded && waitMs > 0
        ? box('warn', 'clock', html`<div class="row">${text('passphrase_wait')}
            <nk-countdown .since=${this.screen} .leftMs=${waitMs}></nk-countdown></div>`)
        : nothing}
      ${this.typing && !held ? this.#form() : nothing}
      ${status(busy ? text('passphrase_busy') : '', 'small soft')}
      ${this.trouble('passphrase')}
    </div>`;
  }

  #form(): TemplateResult {
    return html`<form class="stack" autocomplete="off" @submit=${this.#set}>
      <nk-new-passphrase class="stack"></nk-new-passphrase>
      <div class="row">
        <button class="button main" type="submit">${text('passphrase_save')}</button>
        ${button(text('cancel'), () => (this.typing = false))}
      </div>
    </form>`;
  }

  #passkey(held: boolean): TemplateResult {
    const { passkey } = this.screen.factors;
    const { whyNot } = this;
    return html`<div class="stack factor">
      <div class="line">
        <div class="grow">
          <h3>${text('passkey')}</h3>
          <p class="small soft">${text(passkey ? 'passkey_on' : 'passkey_off')}</p>
        </div>
        ${passkey
          ? button(text('remove'), () => (this.leaving = 'passkey'), { weight: 'danger', disabled: this.#last() })
          : whyNot
            ? nothing
            : button(text('passkey_make'), () => void this.#make(), { disabled: held || this.making })}
      </div>
      ${whyNot && !passkey ? box('', 'alert', text(whyNot)) : nothing}
      ${status(this.making ? text('passkey_making') : '', 'small soft')}
      <div role="alert">${this.failure ? box('warn', 'alert', text(this.failure)) : nothing}</div>
      ${this.trouble('passkey')}
    </div>`;
  }

  #removal(): TemplateResult {
    const { leaving } = this;
    return question({
      id: 'factor-remove',
      open: leaving !== undefined,
      title: leaving ? text(leaving === 'passkey' ? 'passkey_remove' : 'passphrase_remove') : '',
      content: html`<p>${text('factor_remove_text')}</p>
        ${leaving === 'passkey' ? html`<p class="soft">${text('passkey_remove_text')}</p>` : nothing}`,
      yes: text('remove'),
      answer: (yes) => {
        if (yes && leaving) {
          this.page.send(leaving, { type: leaving === 'passkey' ? 'removePasskey' : 'removePassphrase' });
        }
        this.leaving = undefined;
      },
    });
  }

  #type(): void {
    this.typing = true;
    void this.updateComplete.then(() => this.querySelector<NewPassphrase>('nk-new-passphrase')?.updateComplete)
      .then(() => this.querySelector<HTMLElement>('#passphrase_first')?.focus());
  }

  #set = (event: Event): void => {
    event.preventDefault();
    this.querySelector<NewPassphrase>('nk-new-passphrase')?.take((passphrase) => {
      this.page.send('passphrase', { type: 'setPassphrase', passphrase });
      this.typing = false;
    });
  };

  async #make(): Promise<void> {
    this.making = true;
    this.failure = undefined;
    try {
      const passkey = await makePasskey();
      this.page.send('passkey', { type: 'setPasskey', ...passkey });
      passkey.output.fill(0);
    } catch (error) {
      this.failure = error instanceof PasskeyTrouble ? error.says : 'passkey_failed';
    }
    this.making = false;
  }
}

customElements.define('nk-factors', Factors);
