import { html, nothing, type TemplateResult } from 'lit';
import type { PageForm, PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { host, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';
import { phoneChoice } from './phones';

const FORMS: Record<PageForm, Key | undefined> = {
  notAPage: undefined,
  unknown: undefined,
  none: 'page_no_form',
  login: 'page_login',
  framed: 'page_framed',
  code: 'page_code',
  newPassword: 'page_new_password',
};

/** The top of the popup: the page in front, or the phone while it is asked. */
export function header(screen: PopupScreen, send: Send): TemplateResult {
  return html`<header class="top">
    <div class="grow">${screen.request ? phone(screen) : page(screen, send)}</div>
    ${screen.state === 'open' ? iconButton('lock', text('lock_now'), () => send({ type: 'lock' })) : nothing}
    ${iconButton('gear', text('open_options'), () => void chrome.runtime.openOptionsPage())}
  </header>`;
}

function phone({ request, phones }: PopupScreen): unknown {
  if (!request) return nothing;
  const { phone } = request;
  return html`<h1 class="page">
      ${icon('phone')}
      ${phones.length > 1 ? badge(phone) : nothing}
      <bdi class="strong">${phone.name}</bdi>
    </h1>
    <p class="small soft form"><bdi dir="ltr">${phone.address}</bdi></p>`;
}

function page(screen: PopupScreen, send: Send): TemplateResult {
  const { page } = screen;
  const form = FORMS[page.form];
  const choice = phoneChoice(screen, send);
  return html`<h1 class="page">
      ${icon('globe')}
      ${page.host ? host(page.host, page.registrable) : html`<span class="soft">${text('page_none')}</span>`}
    </h1>
    ${form || choice !== nothing
      ? html`<div class="form small soft">${form
        ? html`<span>${text(form, page.frame)}</span>
            <button type="button" class="why-button" aria-label=${text('why_page')} @click=${() => send({ type: 'showWhy' })}>
              ${text('why_show')}
            </button>`
        : nothing}${choice}</div>`
      : nothing}`;
}
