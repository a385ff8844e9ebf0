import { html, type TemplateResult } from 'lit';
import type { PhoneView } from '../generated/messages';

/** The sign of a phone, beside its name: what is read out is the name. */
export function badge(phone: PhoneView): TemplateResult {
  return html`<span class="badge" data-colour=${phone.colour} aria-hidden="true">${phone.short}</span>`;
}
