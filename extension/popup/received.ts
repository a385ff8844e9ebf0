import { html, nothing, type TemplateResult } from 'lit';
import type { ImportView, PhoneView } from '../generated/messages';
import { badge } from '../ui/badge';
import { button } from '../ui/parts';
import type { Send } from '../ui/port';
import { counted, digits, text } from '../ui/text';

/**
 * Logins that came and wait for a yes: all of them or none.
 *
 * `phone` is where they came from, when there are several. Escape does not throw away what somebody accepted on the phone: it closes the popup, and the question stays.
 */
export function received(view: ImportView, phone: PhoneView | undefined, send: Send): TemplateResult {
  const same = Math.max(0, view.count - view.new - view.changed);
  const rest = view.count - view.names.length;
  const facts = [
    text('import_new', digits(view.new)),
    text('import_changed', digits(view.changed)),
    text('import_same', digits(same)),
  ];
  return html`<section class="panel import stack" aria-labelledby="import" aria-describedby="import-count">
    <h2 id="import" tabindex="-1">${text('import_title')}</h2>
    ${phone ? html`<p class="row small">${badge(phone)}<bdi>${phone.name}</bdi></p>` : nothing}
    <p id="import-count">${counted('import_count', view.count)}.<br><span class="soft">${facts.join(' · ')}</span></p>
    <div class="names" role="region" tabindex="0" aria-label=${text('import_names')}>
      <ul>${view.names.map((name) => html`<li><bdi>${name}</bdi></li>`)}</ul>
      ${rest > 0 ? html`<p class="small soft">${counted('import_more', rest)}</p>` : nothing}
    </div>
    <p class="small soft">${text('import_text')}</p>
    <div class="pair">
      ${button(text('import_no'), () => send({ type: 'import', yes: false }), { tall: true })}
      ${button(text('import_yes'), () => send({ type: 'import', yes: true }), { weight: 'main', tall: true })}
    </div>
  </section>`;
}
