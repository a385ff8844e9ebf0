import { html, type TemplateResult } from 'lit';
import type { PhoneDetail } from '../generated/messages';
import { longTexts } from '../ui/compare';
import { box, button } from '../ui/parts';
import type { Send } from '../ui/port';
import { text } from '../ui/text';

/** The three long texts to compare with the phone's; both answers weigh the same. */
export function full({ phone, compare, verified }: PhoneDetail, send: Send, later: () => void): TemplateResult {
  if (verified === 'full') return html`<div role="status" class="narrow">${box('good', 'check', text('full_done'))}</div>`;
  const answer = (same: boolean) => () => void send({ type: 'markVerified', phone: phone.id, same });
  return html`<section class="card narrow stack" aria-labelledby="full">
    <h2 id="full" tabindex="-1">${text('full_title')}</h2>
    <p>${text('full_text', phone.id)}</p>
    ${longTexts(compare)}
    <p class="small soft">${text('full_why')}</p>
    <div class="pair">
      ${button(text('compare_different'), answer(false), { tall: true })}
      ${button(text('full_same'), answer(true), { tall: true })}
    </div>
    ${button(text('full_later'), later, { weight: 'plain', wide: true })}
  </section>`;
}
