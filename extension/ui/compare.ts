import { html, nothing, type TemplateResult } from 'lit';
import type { CompareView } from '../generated/messages';
import { text, type Key } from './text';

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

/** The three long texts to compare with the phone's, in its order. */
export function longTexts(compare: CompareView): TemplateResult {
  return html`<ol class="texts">
    ${(['phoneKey', 'browserKey', 'baseKey'] as const).map((which) => html`<li>
      <h3>${text(HERE[which])}</h3>
      <p class="small soft">${text('full_there', THERE[which])}</p>
      ${longText(compare[which])}
    </li>`)}
  </ol>`;
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
