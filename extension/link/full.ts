import { html, nothing, type TemplateResult } from 'lit';
import type { PhoneDetail } from '../generated/messages';
import { box, button } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';

const BYTES_IN_LINE = 8;

/** What stands above the texts on the phone: fixed words there, in every language (app 2.2.6). */
const THERE = {
  phoneKey: 'App Public Key Fingerprint',
  browserKey: 'Device Public Key Fingerprint',
  baseKey: 'Shared Secret Fingerprint',
} as const;

const HERE: Record<keyof typeof THERE, Key> = {
  phoneKey: 'full_phone',
  browserKey: 'full_browser',
  baseKey: 'full_base',
};

/** The three long texts to compare with the phone's; both answers weigh the same. */
export function full({ phone, compare, verified }: PhoneDetail, send: Send, later: () => void): TemplateResult {
  if (verified === 'full') return html`<div role="status" class="narrow">${box('good', 'check', text('full_done'))}</div>`;
  const answer = (same: boolean) => () => void send({ type: 'markVerified', phone: phone.id, same });
  return html`<section class="card narrow stack" aria-labelledby="full">
    <h2 id="full" tabindex="-1">${text('full_title')}</h2>
    <p>${text('full_text', phone.id)}</p>
    <ol class="texts">
      ${(['phoneKey', 'browserKey', 'baseKey'] as const).map((which) => html`<li>
        <h3>${text(HERE[which])}</h3>
        <p class="small soft">${text('full_there', THERE[which])}</p>
        ${longText(compare[which])}
      </li>`)}
    </ol>
    <p class="small soft">${text('full_why')}</p>
    <div class="pair">
      ${button(text('compare_different'), answer(false), { tall: true })}
      ${button(text('full_same'), answer(true), { tall: true })}
    </div>
    ${button(text('full_later'), later, { weight: 'plain', wide: true })}
  </section>`;
}

/** Bytes with colons between them, as the phone writes them, in lines of equal length. */
function longText(digest: string): TemplateResult {
  const bytes = digest.replace(/[^0-9a-f]/gi, '').match(/../g) ?? [];
  const lines = Array.from({ length: Math.ceil(bytes.length / BYTES_IN_LINE) }, (_, at) =>
    bytes.slice(at * BYTES_IN_LINE, (at + 1) * BYTES_IN_LINE));
  return html`<p class="long mono" dir="ltr">
    ${lines.map((line, at) => html`<span>${line.map((byte, place) =>
      html`<b>${byte}</b>${place < line.length - 1 || at < lines.length - 1 ? ':' : nothing}`)}</span>`)}
  </p>`;
}
