import { html, nothing, type TemplateResult } from 'lit';
import type { PopupScreen } from '../generated/messages';
import '../ui/countdown';
import type { Send } from '../ui/port';
import { counted, text } from '../ui/text';

/** The last line under the list: how much is kept, for how long it stays open, and the rarer commands. */
export function facts(screen: PopupScreen, send: Send, more: TemplateResult): TemplateResult {
  const incomplete = screen.mayKeep && screen.phones.length > 0 && (screen.total === 0 || screen.notice?.type === 'damaged');
  return html`<div class="row small soft facts">
    <span>${counted('total', screen.total)}</span>
    ${screen.locksInMs === null
      ? nothing
      : html`<span class="row tight">${text('locks_in')}
          <nk-countdown .since=${screen} .leftMs=${screen.locksInMs}></nk-countdown></span>`}
    <span class="grow"></span>
    ${incomplete
      ? html`<button type="button" class="button plain slim" @click=${() => send({ type: 'askAll' })}>
          ${text('ask_all')}
        </button>`
      : nothing}
    ${more}
  </div>`;
}
