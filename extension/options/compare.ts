import { html, nothing, type TemplateResult } from 'lit';
import type { PhoneDetail } from '../generated/messages';
import { button } from '../ui/parts';
import { longTexts } from '../ui/compare';
import { text } from '../ui/text';
import './dialog';

/** The long texts, and two answers that weigh the same; `answer` gets nothing when none was given. */
export function compareDialog(
  { phone, compare }: PhoneDetail, open: boolean, answer: (same: boolean | undefined) => void,
): TemplateResult {
  const content = html`
    <p>${text('full_text', phone.id)}</p>
    ${longTexts(compare)}
    <p class="small soft">${text('full_why')}</p>
    <div class="pair">
      ${button(text('compare_keys_differ'), () => answer(false))}
      ${button(text('full_same'), () => answer(true))}
    </div>
    ${button(text('cancel'), () => answer(undefined), { weight: 'plain', wide: true })}`;
  return html`<nk-dialog
    id="compare-${phone.id}" .open=${open} .name=${text('compare_keys_title', phone.name)}
    .content=${open ? content : nothing} .shut=${() => answer(undefined)}
  ></nk-dialog>`;
}
