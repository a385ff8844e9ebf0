import { html, type TemplateResult } from 'lit';
import type { ItemView } from '../generated/messages';
import { button } from '../ui/parts';
import { text } from '../ui/text';

/** Whether a login shall leave the cache. */
export function forget(item: ItemView, answer: (yes: boolean) => void): TemplateResult {
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    answer(false);
  };
  return html`<div class="forget stack" role="alertdialog" aria-labelledby="forget" @keydown=${escape}>
    <p id="forget" tabindex="-1">${text('forget_ask', item.name)}</p>
    <div class="pair">
      ${button(text('forget_no'), () => answer(false))}
      ${button(text('forget_yes'), () => answer(true), { weight: 'danger' })}
    </div>
  </div>`;
}
