import { html, nothing, type TemplateResult } from 'lit';
import type { NextView, PopupScreen } from '../generated/messages';
import { box, button } from '../ui/parts';
import type { Send } from '../ui/port';
import { text } from '../ui/text';

/** The next step of a login that was begun here: one press of Enter away. */
export function next({ item, step }: NextView, send: Send): TemplateResult {
  const name = item.name || item.user;
  const code = step === 'code';
  const fill = () => send(code ? { type: 'fillCode', item: item.id } : { type: 'fill', item: item.id });
  return html`<section class="next stack">
    ${button(text(code ? 'next_code' : 'next_password', name), fill, {
      weight: 'main', wide: true, tall: true, icon: 'fill',
    })}
    <p class="small soft">${text('next_hint')}</p>
  </section>`;
}

/** Why the popup opened by itself. */
export function opened({ openedFor }: PopupScreen): unknown {
  switch (openedFor) {
    case 'choosing':
      return box('', 'key', html`<p>${text('opened_choosing')}</p>`);
    case 'unlocking':
      return box('', 'lock', html`<p>${text('opened_unlocking')}</p>`);
    default:
      return nothing;
  }
}
