import { html, nothing, type TemplateResult } from 'lit';
import type { PhoneView, PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import type { Send } from '../ui/port';
import { text } from '../ui/text';

/** The phone that logins come from, where there are several to tell apart. */
export function phoneOf(screen: PopupScreen, id: string): PhoneView | undefined {
  return screen.phones.length > 1 ? screen.phones.find((phone) => phone.id === id) : undefined;
}

/** Which phone is asked; with one phone there is nothing to choose. */
export function phoneChoice(screen: PopupScreen, send: Send): TemplateResult | typeof nothing {
  const { phone, phones } = screen;
  if (phones.length < 2) return nothing;
  return html`<label class="chooser small">
    ${phone ? badge(phone) : nothing}
    <span class="sr">${text('ask_which')}</span>
    <select
      title=${text('ask_which')}
      @change=${(event: Event) => send({ type: 'choosePhone', phone: (event.target as HTMLSelectElement).value })}
    >
      ${phones.map((one) => html`<option value=${one.id} .selected=${one.id === phone?.id}>${one.name}</option>`)}
    </select>
  </label>`;
}

/** Phones whose items stay locked while the cache is open, each with a way to open them. */
export function closedPhones(screen: PopupScreen, send: Send): TemplateResult | typeof nothing {
  const closed = screen.phones.filter(({ id }) => screen.closed.includes(id));
  if (closed.length === 0) return nothing;
  return html`<ul class="closed small">
    ${closed.map((phone) => html`<li>
      ${badge(phone)}
      <span class="grow">${text('closed_of', phone.name)}</span>
      <button type="button" class="button plain" aria-label=${text('unlock_with', phone.name)} @click=${() => {
        // The request goes to the chosen phone.
        if (phone.id !== screen.phone?.id) send({ type: 'choosePhone', phone: phone.id });
        send({ type: 'unlock' });
      }}>${text('unlock_short')}</button>
    </li>`)}
  </ul>`;
}
