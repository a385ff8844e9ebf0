import { html, nothing, type TemplateResult } from 'lit';
import type { OfferView } from '../generated/messages';
import { button, host } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';

const WORDS: Record<OfferView['kind'], [title: Key, text: Key]> = {
  new: ['offer_new_title', 'offer_new_text'],
  changed: ['offer_changed_title', 'offer_changed_text'],
  locked: ['offer_locked_title', 'offer_locked_text'],
};

/** A login that was typed into a page. The password itself is not here; it is handed out for copying only. */
export function offer(view: OfferView, asking: boolean, send: Send): TemplateResult {
  const [title, words] = WORDS[view.kind];
  const away = (never: boolean) => () => void send({ type: 'dropOffer', offer: view.number, never });
  return html`<section class="panel offer stack" aria-labelledby="offer">
    <div class="row nowrap">
      <h2 id="offer" class="grow">${text(title)}</h2>
    </div>
    <p class="about">${host(view.host, view.registrable)}</p>
    <p class="small soft">
      ${view.user
        ? html`${text('offer_account')}: <bdi class="strong">${view.user}</bdi>`
        : text('offer_no_account')}
      ${view.item ? html`<br>${text('offer_item')}: <bdi>${view.item.name}</bdi>` : nothing}
    </p>
    <p class="small soft">${text(words)}</p>
    <div class="row">
      ${asking ? nothing : action(view, send)}
      ${button(text('offer_copy'), () => send({ type: 'copyOffer', offer: view.number }), { icon: 'copy' })}
    </div>
    <div class="row">
      ${button(text('offer_not_now'), away(false), { weight: 'plain' })}
      ${button(text('offer_never'), away(true), { weight: 'plain' })}
    </div>
  </section>`;
}

function action(view: OfferView, send: Send): unknown {
  switch (view.kind) {
    case 'new':
      return button(text('offer_save'), () => send({ type: 'saveOffer', offer: view.number }), { weight: 'main', icon: 'phone' });
    case 'changed': {
      const { item } = view;
      return item
        ? button(text('offer_refresh'), () => send({ type: 'refresh', item: item.id }), { weight: 'main', icon: 'repeat' })
        : nothing;
    }
    case 'locked':
      return nothing;
  }
}
