import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { PasskeyView, PopupScreen } from '../generated/messages';
import { art } from '../ui/art';
import { box, button, faultBox } from '../ui/parts';
import { askPasskey } from '../ui/prf';
import { text } from '../ui/text';
import { View } from '../ui/view';

/** The small window that opens the cache with a passkey and then goes away. */
export class PasskeyWindow extends View<PopupScreen> {
  static override properties: PropertyDeclarations = { ...View.properties, busy: { state: true } };

  /** Closes the window. */
  leave: () => void = () => undefined;
  declare protected busy: boolean;
  #sent = false;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('refused') && this.refused) this.busy = false;
    if (this.#sent && this.screen?.state === 'open') this.leave();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('screen') && !changed.get('screen')) this.querySelector<HTMLElement>('.main')?.focus();
  }

  protected override render() {
    const { screen } = this;
    if (!screen) return nothing;
    const { passkey } = screen.factors;
    const open = screen.state === 'open';
    return html`<main class="popup">
      <section class="plain stack">
        ${art('locked')}
        <h1>${text('unlock_passkey')}</h1>
        <p class="soft">${text(open ? 'unlocked' : passkey ? 'passkey_text' : 'unlock_passkey_none')}</p>
        ${this.refused ? faultBox(this.refused) : nothing}
        <div role="status">${this.busy ? box('', 'passkey', text('passkey_busy')) : nothing}</div>
        <div class="stack actions">
          ${passkey && !open
            ? button(text('passkey_start'), () => void this.#ask(passkey), {
                weight: 'main', wide: true, tall: true, icon: 'passkey', disabled: this.busy,
              })
            : nothing}
          ${button(text('dismiss'), () => this.leave(), { wide: true })}
        </div>
      </section>
    </main>`;
  }

  async #ask(passkey: PasskeyView): Promise<void> {
    this.refused = undefined;
    this.busy = true;
    const given = await askPasskey(passkey);
    if (given instanceof Uint8Array) {
      this.#sent = true;
      const output = [...given];
      given.fill(0);
      this.act({ type: 'unlockPasskey', output });
      output.fill(0);
    } else {
      this.busy = false;
      this.refused = given;
    }
  }
}

customElements.define('nk-passkey', PasskeyWindow);
