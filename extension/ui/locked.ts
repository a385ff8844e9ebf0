import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { PopupScreen } from '../generated/messages';
import './countdown';
import { box, button } from './parts';
import type { Send } from './port';
import { text, type Key } from './text';
import { Part } from './view';
import { openPasskeyWindow, passkeysWork } from './prf';

/** What must be known of a screen to open the cache from it. */
export type Lockable = Pick<PopupScreen, 'factors' | 'phone' | 'phones'>;

/** The ways to open the cache: phone, passphrase, passkey. */
export class Locked extends Part {
  static override properties: PropertyDeclarations = {
    screen: { attribute: false },
    waiting: { state: true },
  };

  declare screen: Lockable;
  /** A phone can open it too, from somewhere else than here. */
  elsewhere = false;
  send: Send = () => 0;
  /** After wrong passphrases, the next one must wait. */
  declare protected waiting: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('screen')) return;
    const { waitMs } = this.screen.factors;
    clearTimeout(this.#timer);
    this.waiting = waitMs > 0;
    if (this.waiting) this.#timer = setTimeout(() => (this.waiting = false), waitMs);
  }

  /** The field has the focus when the view opens, and again when it may be used again. */
  protected override updated(changed: PropertyValues): void {
    const before = changed.get('screen') as Lockable | undefined;
    const freed = before?.factors.busy && !this.screen.factors.busy;
    if ((changed.has('screen') && !before) || freed) this.querySelector<HTMLElement>('#passphrase')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render() {
    const { factors, phone, phones } = this.screen;
    const asks = factors.passphrase && !factors.phoneNeeded;
    const passkey = factors.passkey && passkeysWork();
    const needed = text(neededText(this.elsewhere || phones.length > 0, Boolean(passkey)));
    return html`
      ${factors.passphrase && factors.phoneNeeded
        ? html`<div role="status">${box('warn', 'alert', needed)}</div>`
        : nothing}
      ${asks ? this.#passphrase() : nothing}
      ${phones.length === 0
        ? nothing
        : button(
            phone && phones.length > 1 ? text('unlock_with', phone.name) : text('unlock'),
            () => this.send({ type: 'unlock' }),
            { weight: asks ? 'even' : 'main', wide: true, tall: !asks, icon: 'phone', disabled: factors.busy },
          )}
      ${passkey
        ? button(text('unlock_passkey'), () => void openPasskeyWindow(), {
            weight: asks || phones.length > 0 ? 'even' : 'main', wide: true, icon: 'passkey', disabled: factors.busy,
          })
        : nothing}`;
  }

  #passphrase(): TemplateResult {
    const { busy, waitMs } = this.screen.factors;
    return html`<form class="stack passphrase" @submit=${this.#submit}>
      <div class="field">
        <label for="passphrase">${text('passphrase')}</label>
        <div class="row tight">
          <input
            id="passphrase" class="input grow" type="password" required
            autocomplete="off" autocapitalize="off" spellcheck="false"
            aria-describedby="passphrase-says"
            ?readonly=${busy}
          >
          <button type="submit" class="button main" ?disabled=${busy || this.waiting}>${text('unlock_short')}</button>
        </div>
      </div>
      <div id="passphrase-says" role="status" class="small">
        ${busy
          ? html`<p class="soft">${text('unlock_busy')}</p><div class="busy" aria-hidden="true"></div>`
          : this.waiting
            ? html`<p class="row tight wait">${text('unlock_wait')}
                <nk-countdown .since=${this.screen} .leftMs=${waitMs}></nk-countdown></p>`
            : nothing}
      </div>
    </form>`;
  }

  /** The passphrase goes from the field to the background; no other copy of it is kept here. */
  #submit = (event: Event): void => {
    event.preventDefault();
    const field = this.querySelector('#passphrase') as HTMLInputElement;
    if (field.value === '' || this.waiting || this.screen.factors.busy) return;
    this.send({ type: 'unlockPassphrase', passphrase: field.value });
    field.value = '';
  };
}

/** What opens the cache when the passphrase does not any more. */
function neededText(phone: boolean, passkey: boolean): Key {
  if (phone) return passkey ? 'unlock_other_needed' : 'unlock_phone_needed';
  return passkey ? 'unlock_passkey_needed' : 'unlock_nothing_left';
}

customElements.define('nk-locked', Locked);
