import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import '../ui/countdown';
import { box, button, status } from '../ui/parts';
import { text, type Key } from '../ui/text';
import { question } from './dialog';
import { makePasskey, PasskeyTrouble, whyNoPasskey } from './passkey';
import { Section } from './section';
import { prepare, SHORTEST, strength, type Strength } from './strength';

type Factor = 'passphrase' | 'passkey';

/** What opens the cache beside the phone: a passphrase, a passkey, both, or neither. */
class Factors extends Section {
  static override properties: PropertyDeclarations = {
    ...Section.properties,
    typing: { state: true },
    hint: { state: true },
    wrong: { state: true },
    making: { state: true },
    failure: { state: true },
    leaving: { state: true },
    whyNot: { state: true },
  };

  /** The form for a passphrase is open. */
  declare protected typing: boolean;
  declare protected hint: Strength | undefined;
  declare protected wrong: Key | undefined;
  /** The browser is asking for the passkey. */
  declare protected making: boolean;
  declare protected failure: Key | undefined;
  /** The one that is about to be removed. */
  declare protected leaving: Factor | undefined;
  declare protected whyNot: Key | undefined;

  /** How often something was typed. */
  #measured = 0;

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
      <p class="soft">${text('factors_text')}</p>
      ${why ? box('', 'lock', text(why)) : nothing}
      ${this.#passphrase(held)}
      ${this.#passkey(held)}
      ${this.#removal()}
    </section>`;
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
                ? button(text('remove'), () => (this.leaving = 'passphrase'), { weight: 'danger', disabled: busy })
                : nothing}
            </div>`}
      </div>
      ${phoneNeeded ? box('warn', 'alert', text('passphrase_phone_needed')) : nothing}
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
    const { hint, wrong } = this;
    const says = wrong ?? hint?.says;
    return html`<form class="stack" autocomplete="off" @submit=${this.#set}>
      ${(['passphrase_first', 'passphrase_second'] as const).map((name, at) => html`<div class="field">
        <label for=${name}>${text(name)}</label>
        <input
          id=${name} class="input" type="password" required minlength=${SHORTEST} autocomplete="new-password"
          autocapitalize="off" spellcheck="false" aria-describedby="passphrase-says"
          aria-invalid=${wrong && at === 1 ? 'true' : 'false'}
          @input=${(event: Event) => this.#typed(at, (event.target as HTMLInputElement).value)}
        >
      </div>`)}
      <div class="strength">
        <progress max="3" value=${hint?.level ?? 0} aria-hidden="true"></progress>
        <p id="passphrase-says" class="small ${wrong ? 'bad' : 'soft'}" role="status">
          ${says ? text(says) : text('strength_hint')}
        </p>
      </div>
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
          ? button(text('remove'), () => (this.leaving = 'passkey'), { weight: 'danger' })
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
    prepare();
    this.#measured += 1;
    this.hint = undefined;
    this.wrong = undefined;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#passphrase_first')?.focus());
  }

  #typed(at: number, value: string): void {
    this.wrong = undefined;
    if (at === 0) void this.#measure(value);
  }

  /** What was typed meanwhile is measured instead. */
  async #measure(value: string): Promise<void> {
    const number = ++this.#measured;
    const hint = await strength(value);
    if (number === this.#measured) this.hint = hint;
  }

  #set = (event: Event): void => {
    event.preventDefault();
    const [first, second] = [...this.querySelectorAll<HTMLInputElement>('form .input')];
    if (!first || !second) return;
    if (first.value !== second.value) {
      this.wrong = 'passphrase_unequal';
      second.focus();
      return;
    }
    this.page.send('passphrase', { type: 'setPassphrase', passphrase: first.value });
    first.value = '';
    second.value = '';
    this.typing = false;
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
