import { html, nothing, type TemplateResult } from 'lit';
import type { ItemView, RevisionView } from '../generated/messages';
import { box, iconButton } from '../ui/parts';
import { moment, text } from '../ui/text';
import type { ItemDesk } from './desk';
import { DOTS, heading } from './item-parts';

/** What an item was before, state by state, the latest first. */
export function earlier(desk: ItemDesk, item: ItemView): TemplateResult {
  const { revisions } = desk;
  return html`<section class="panel of-item stack" aria-labelledby="earlier-title" @keydown=${(event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    desk.showEarlier(false);
  }}>
    ${heading('earlier-title', text('item_earlier'), () => desk.showEarlier(false))}
    <p class="small soft"><bdi>${item.name || text('item_unnamed')}</bdi></p>
    ${revisions
      ? revisions.length > 0
        ? html`<ul class="earlier">${revisions.toSorted((one, other) => other.atMs - one.atMs).map((state) => revision(desk, state))}</ul>`
        : box('', 'clock', text('item_earlier_none'))
      : desk.isSlow('revisions')
        ? html`<p class="small soft" role="status">${text('item_earlier_loading')}</p><div class="busy" aria-hidden="true"></div>`
        : nothing}
  </section>`;
}

function revision(desk: ItemDesk, state: RevisionView): TemplateResult {
  const when = moment(state.atMs);
  const shown = desk.secrets.get(`revision-${state.id}`);
  const name = text('item_earlier_password', when);
  const under = [state.name, state.user, state.website].filter(Boolean);
  return html`<li>
    <p class="strong small">${text('item_earlier_until', when)}</p>
    <p class="small soft lines">${under.map((part, at) => html`${at > 0 ? ' · ' : nothing}<bdi>${part}</bdi>`)}</p>
    <div class="row tight">
      <div class="grow value">${!state.hasPassword
        ? html`<span class="small soft">${text('item_earlier_no_password')}</span>`
        : shown === undefined
          ? html`<span aria-hidden="true" class="dots">${DOTS}</span><span class="sr">${text('item_hidden')}</span>`
          : html`<span tabindex="0" class="lines shown mono" dir="ltr" role="status">${shown}</span>`}</div>
      ${state.hasPassword
        ? iconButton(shown === undefined ? 'eye' : 'close', text(shown === undefined ? 'item_show' : 'item_hide', name), () => desk.revealEarlier(state))
        : nothing}
    </div>
  </li>`;
}
