import { html, nothing, type TemplateResult } from 'lit';
import type { PhoneDetail } from '../generated/messages';
import { box, button } from '../ui/parts';
import { text, type Key } from '../ui/text';
import './dialog';

/** What the dialog needs. */
export interface Compare {
  detail: PhoneDetail;
  open: boolean;
  /** The user said that they differ. */
  differs: boolean;
  /** All the same, some differ, or nothing was said. */
  answer(same: boolean | undefined): void;
}

/** The full texts of all three keys, beside the phone's. */
export function verifyDialog({ detail, open, differs, answer }: Compare): TemplateResult {
  const { phone, compare } = detail;
  const texts: Array<[Key, string]> = [
    ['compare_phone_key', compare.phoneKey],
    ['compare_browser_key', compare.browserKey],
    ['compare_base_key', compare.baseKey],
  ];
  const content = html`
    <p>${text('compare_full_text')}</p>
    <dl class="stack">${texts.map(([name, value]) => html`<div>
      <dt class="small soft">${text(name)}</dt>
      <dd class="mono digest" dir="ltr">${value.split(' ').map((group) => html`<span>${group}</span> `)}</dd>
    </div>`)}</dl>
    ${differs
      ? html`<div role="alert">${box('fault', 'alert', text('compare_full_differs'))}</div>
          ${button(text('dismiss'), () => answer(undefined), { wide: true })}`
      : html`<div class="pair">
          ${button(text('compare_full_different'), () => answer(false))}
          ${button(text('compare_full_same'), () => answer(true))}
        </div>
        <p class="small soft">${text('compare_full_why')}</p>`}`;
  return html`<nk-dialog
    id="compare-${phone.id}" .open=${open} .name=${text('compare_full_title', phone.name)}
    .content=${open ? content : nothing} .shut=${() => answer(undefined)}
  ></nk-dialog>`;
}
