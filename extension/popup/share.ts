import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { DetailView, ShareLife } from '../generated/messages';
import { icon } from '../ui/icon';
import { box, faultBox } from '../ui/parts';
import { text, type Key } from '../ui/text';
import type { ItemDesk } from './desk';
import { heading } from './item-parts';

const LIVES: Record<ShareLife, Key> = {
  hour: 'share_hour',
  day: 'share_day',
  week: 'share_week',
  month: 'share_month',
  unlimited: 'share_unlimited',
};

/** Makes a link that shares the item. It goes straight to the clipboard and is never drawn. */
export function share(desk: ItemDesk, detail: DetailView): TemplateResult {
  const { item, lives, sealed } = detail;
  const { sharing, isSharing } = desk.acts;
  return html`<section class="panel of-item stack" aria-labelledby="share-title" @keydown=${(event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    desk.do(undefined);
  }}>
    ${heading('share-title', text('share_title'), () => desk.do(undefined))}
    <p class="lines"><bdi>${item.name || text('item_unnamed')}</bdi></p>
    ${box('warn', 'alert', html`<p>${text('share_gives')}</p>${sealed ? nothing : html`<p>${text('share_clear')}</p>`}`)}
    <form class="stack" aria-describedby="share-fault" @submit=${(event: Event) => {
      event.preventDefault();
      desk.acts.share(detail);
    }}>
      <div class="field">
        <label for="share-life">${text('share_life')}</label>
        <select id="share-life" class="input" @change=${(event: Event) => {
          sharing.life = lives[(event.target as HTMLSelectElement).selectedIndex] ?? sharing.life;
        }}>
          ${lives.map((life) => html`<option .selected=${life === sharing.life}>${text(LIVES[life])}</option>`)}
        </select>
      </div>
      <label class="check">
        <input type="checkbox" .checked=${sharing.once} @change=${(event: Event) => {
          sharing.once = (event.target as HTMLInputElement).checked;
        }}><span>${text('share_once')}</span>
      </label>
      <button type="submit" class="button main wide" aria-disabled=${isSharing}>
        ${icon('copy')}<span>${text('share_make')}</span>
      </button>
    </form>
    <p class="small soft" role="status">${desk.isSlow('link') ? text('share_making') : ''}</p>
    ${desk.isSlow('link') ? html`<div class="busy" aria-hidden="true"></div>` : nothing}
    <div id="share-fault">${sharing.fault ? html`<div ${ref(bringIn)}>${faultBox(sharing.fault)}</div>` : nothing}</div>
  </section>`;
}

/** What is below the edge is seen at once, together with the button that it is about. */
function bringIn(element: Element | undefined): void {
  requestAnimationFrame(() => element?.scrollIntoView({ block: 'nearest' }));
}
