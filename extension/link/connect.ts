import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { LinkCode, LinkScreen, LinkStage, LinkStep } from '../generated/messages';
import '../ui/countdown';
import { box, button, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { counted, faultText, text, type Key } from '../ui/text';
import { Part } from '../ui/view';

type Step = Extract<LinkStep, { type: 'code' | 'connecting' }>;

const SENTENCES: Record<LinkStage, Key> = {
  reaching: 'connect_reaching',
  notScanned: 'connect_not_scanned',
  phoneLocked: 'connect_phone_locked',
  notWaiting: 'connect_not_waiting',
  unreachable: 'connect_unreachable',
  someoneElse: 'connect_someone_else',
  checking: 'connect_checking',
};

const DEFAULT_PORT = '8787';
/** Modules of white around the code that scanners need. */
const QUIET = 4;
/** How long the full bar of the code lasts. */
const CODE_MS = 300_000;
/** Waiting shorter than this needs no words. */
const LONG_WAIT_MS = 5000;

/** The code to scan and the address to type, side by side. */
export class Connect extends Part {
  static override properties: PropertyDeclarations = {
    screen: { attribute: false },
    step: { attribute: false },
    copied: { state: true },
    refusedPermission: { state: true },
  };

  declare screen: LinkScreen;
  declare step: Step;
  send: Send = () => 0;
  declare protected copied: boolean;
  declare protected refusedPermission: boolean;

  /** What is typed now; the screen's answer may be about an older text. */
  #address: string | undefined;
  #port: string | undefined;
  /** Typed into since the last try: then it can be tried again. */
  #changed = false;

  protected override render() {
    const { step } = this;
    const { again } = this.screen;
    return html`<div class="two">
      <section class="card stack">
        <h1 tabindex="-1">${text('code_title')}</h1>
        <p class="soft">${again ? text('code_text_again', again.id) : text('code_text')}</p>
        ${this.#code(step.code)}
      </section>
      <section class="card stack" aria-labelledby="address-title">
        <h2 id="address-title">${text('address_title')}</h2>
        <p class="soft">${text('address_text')}</p>
        ${this.#form()}
        <div role="status" class="stack">${step.type === 'connecting' ? this.#progress(step) : nothing}</div>
        ${step.type === 'connecting' && step.needsPermission ? this.#permission(step.needsPermission) : nothing}
        ${button(text('link_stop'), () => this.send({ type: 'abandonLink' }), { weight: 'plain' })}
      </section>
    </div>`;
  }

  #code(code: LinkCode): TemplateResult {
    const side = code.size + 2 * QUIET;
    return html`
      <svg class="qr" viewBox="${-QUIET} ${-QUIET} ${side} ${side}" role="img" aria-label=${text('code_image')} shape-rendering="crispEdges">
        <rect x=${-QUIET} y=${-QUIET} width=${side} height=${side} fill="#fff"></rect>
        <path d=${code.path} fill="#000"></path>
      </svg>
      <nk-countdown .since=${code} .leftMs=${code.expiresInMs} .totalMs=${CODE_MS}></nk-countdown>
      <details>
        <summary>${text('code_no_camera')}</summary>
        <div class="stack">
          <p class="small soft">${text('code_text_hint')}</p>
          <div class="row top">
            <code class="mono grow break" dir="ltr">${code.text}</code>
            ${iconButton('copy', text('code_copy'), () => void this.#copy(code.text))}
          </div>
          <p class="small" role="status">${this.copied ? text('copied') : ''}</p>
          <p class="small soft">${text('code_id')} <bdi class="mono" dir="ltr">${code.webClientId}</bdi></p>
        </div>
      </details>`;
  }

  #form(): TemplateResult {
    const { address } = this.screen;
    const bad = address.fault !== null && address.text !== '';
    const busy = this.step.type === 'connecting' && !this.#changed;
    return html`<form class="stack" @submit=${(event: Event) => {
      event.preventDefault();
      if (!address.url || busy) return;
      this.#changed = false;
      this.send({ type: 'connectLink' });
    }}>
      <div class="address">
        <div class="field">
          <label for="address">${text('address')}</label>
          <input
            id="address" class="input" dir="ltr" autocomplete="off" autocapitalize="off" spellcheck="false"
            placeholder="192.168.0.20"
            .value=${this.#address ?? address.text}
            aria-invalid=${bad}
            aria-describedby="address-says"
            @input=${(event: Event) => this.#typed((event.target as HTMLInputElement).value, this.#port)}
          >
        </div>
        <div class="field">
          <label for="port">${text('port')}</label>
          <input
            id="port" class="input" dir="ltr" inputmode="numeric" autocomplete="off" maxlength="5"
            .value=${this.#port ?? (address.port || DEFAULT_PORT)}
            aria-invalid=${bad && address.fault?.key === 'addressPort'}
            @input=${(event: Event) => this.#typed(this.#address, (event.target as HTMLInputElement).value)}
          >
        </div>
      </div>
      <div id="address-says" class="says small" aria-live="polite">${this.#says(bad)}</div>
      ${busy
        ? nothing
        : html`<button class="button main wide tall" type="submit" ?disabled=${!address.url}>${text('connect')}</button>`}
    </form>`;
  }

  #says(bad: boolean): unknown {
    const { address } = this.screen;
    if (bad && address.fault) return html`<p class="bad">${faultText(address.fault)}</p>`;
    if (!address.url) return html`<p class="soft">${text('address_hint')}</p>`;
    return html`<p class="soft">${text('address_is')} <bdi class="mono" dir="ltr">${address.url}</bdi>
      ${address.handle ? html`<br>${text('address_handle')} <bdi class="mono" dir="ltr">${address.handle}</bdi>` : nothing}</p>`;
  }

  #progress(step: Extract<Step, { type: 'connecting' }>): unknown {
    if (step.needsPermission) return nothing;
    const calm = step.stage === 'reaching' || step.stage === 'checking';
    const seconds = Math.floor(step.waitingMs / 1000);
    return html`${box(calm ? '' : 'warn', calm ? 'phone' : 'alert', text(SENTENCES[step.stage]))}
      <div class="busy" aria-hidden="true"></div>
      ${step.waitingMs >= LONG_WAIT_MS
        ? html`<p class="small soft" aria-hidden="true">${counted('waiting', seconds)}</p>`
        : nothing}`;
  }

  #permission(origin: string): TemplateResult {
    return html`<div class="stack ask">
      <h3>${text('permission_title')}</h3>
      <p>${text('permission_text')}</p>
      <p><bdi class="mono break" dir="ltr">${origin}</bdi></p>
      ${this.refusedPermission ? box('warn', 'alert', text('permission_refused')) : nothing}
      ${button(text('permission_give'), () => this.#request(origin), { weight: 'main', wide: true, tall: true })}
    </div>`;
  }

  /** Must be called by the click itself: browsers ask only then. */
  #request(origin: string): void {
    void chrome.permissions.request({ origins: [origin] }).then((given) => {
      this.refusedPermission = !given;
      this.send({ type: 'permissionChanged' });
    });
  }

  #typed(address: string | undefined, port: string | undefined): void {
    this.#address = address ?? this.screen.address.text;
    this.#port = port ?? (this.screen.address.port || DEFAULT_PORT);
    this.#changed = true;
    this.send({ type: 'typeAddress', text: this.#address, port: this.#port });
  }

  async #copy(code: string): Promise<void> {
    await navigator.clipboard.writeText(code);
    this.copied = true;
  }
}

customElements.define('nk-scan', Connect);
