import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { AddressLine, PhoneDetail } from '../generated/messages';
import { icon } from '../ui/icon';
import { button, iconButton } from '../ui/parts';
import { Permits } from '../ui/permission';
import { faultText, moment, text } from '../ui/text';
import { Section } from './section';

const DEFAULT_PORT = '8787';

/** Where a phone may be. */
class Addresses extends Section {
  static override properties: PropertyDeclarations = {
    ...Section.properties,
    detail: { attribute: false },
    adding: { state: true },
    refusedByUser: { state: true },
  };

  declare detail: PhoneDetail;
  declare protected adding: boolean;
  /** The address that the user did not permit just now. */
  declare protected refusedByUser: string | undefined;
  readonly #permits = new Permits(this);

  /** One address more: what was typed was taken. */
  protected override willUpdate(changed: PropertyValues<{ detail: PhoneDetail }>): void {
    const before = changed.get('detail');
    if (before && this.detail.addresses.length > before.addresses.length) this.adding = false;
  }

  protected override render() {
    const { phone, addresses } = this.detail;
    return html`<div class="stack close">
      <h4 id="addresses-${phone.id}" class="legend">${text('addresses')}</h4>
      <ul class="rows" aria-labelledby="addresses-${phone.id}">
        ${addresses.map((line) => this.#line(line, addresses.length > 1))}
      </ul>
      ${this.trouble(`remove-${phone.id}`)}
      ${this.adding
        ? this.#form()
        : html`<div class="outdent">${button(text('address_add'), () => this.#open(), { weight: 'plain' })}</div>`}
    </div>`;
  }

  #line(line: AddressLine, removable: boolean): TemplateResult {
    const { phone } = this.detail;
    const wish = { origins: [line.permission] };
    const missing = this.#permits.has(wish) === false;
    return html`<li class="stack close">
      <div class="line">
        <p class="grow">
          <bdi class="mono" dir="ltr">${line.text}</bdi>
          ${line.handle ? html`<bdi class="mono soft" dir="ltr">${line.handle}</bdi>` : nothing}
          <span class="small soft answered">${line.answeredAtMs > 0
            ? text('address_answered', moment(line.answeredAtMs))
            : text('address_never')}</span>
        </p>
        ${missing
          ? button(text('address_allow'), () => this.#ask(line.permission))
          : nothing}
        ${removable
          ? iconButton('close', text('address_remove', line.text), () =>
              this.page.send(`remove-${phone.id}`, { type: 'removeAddress', phone: phone.id, address: line.text }))
          : nothing}
      </div>
      ${line.isName ? html`<p class="small hint">${icon('alert')}<span>${text('address_is_name')}</span></p>` : nothing}
      ${missing
        ? html`<p class="small hint" role="status">${icon('globe')}<span>${text(
            this.refusedByUser === line.permission ? 'permission_refused' : 'address_not_allowed')}</span></p>`
        : nothing}
    </li>`;
  }

  #form(): TemplateResult {
    const { phone } = this.detail;
    const place = `add-${phone.id}`;
    const fault = this.refusal?.place === place ? this.refusal.fault : undefined;
    const { allowedAddresses } = this.screen.policy;
    const badPort = fault?.key === 'addressPort';
    const says = `${place}-says`;
    return html`<form class="stack close" @submit=${(event: Event) => this.#add(event, place)}>
      <div class="where">
        <div class="field">
          <label for="${place}-text">${text('address')}</label>
          <input
            id="${place}-text" class="input" name="text" dir="ltr" required autocomplete="off" autocapitalize="off"
            spellcheck="false" placeholder="192.168.0.20" aria-describedby=${says}
            aria-invalid=${fault && !badPort ? 'true' : 'false'}
          >
        </div>
        <div class="field">
          <label for="${place}-port">${text('port')}</label>
          <input
            id="${place}-port" class="input" name="port" dir="ltr" required inputmode="numeric" maxlength="5"
            autocomplete="off" .value=${DEFAULT_PORT} aria-describedby=${says} aria-invalid=${badPort ? 'true' : 'false'}
          >
        </div>
      </div>
      <p id=${says} class="small ${fault ? 'bad' : 'soft'}" role="status">${fault ? faultText(fault) : text('address_add_hint')}</p>
      ${allowedAddresses.length > 0
        ? html`<p class="small hint">${icon('lock')}<span>${text('policy_addresses')}
            <bdi class="mono" dir="ltr">${allowedAddresses.join(', ')}</bdi></span></p>`
        : nothing}
      <div class="row">
        <button class="button main" type="submit">${text('address_add_do')}</button>
        ${button(text('cancel'), () => (this.adding = false))}
      </div>
    </form>`;
  }

  #add(event: Event, place: string): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const { id } = this.detail.phone;
    this.page.send(place, {
      type: 'addAddress', phone: id, text: String(form.get('text') ?? ''), port: String(form.get('port') ?? ''),
    });
  }

  #open(): void {
    this.adding = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('form .input')?.focus());
  }

  /** Called by the click itself. */
  #ask(permission: string): void {
    void this.#permits.ask({ origins: [permission] }).then((given) => {
      this.refusedByUser = given ? undefined : permission;
      this.page.send(this.detail.phone.id, { type: 'permissionChanged' });
    });
  }
}

customElements.define('nk-addresses', Addresses);
