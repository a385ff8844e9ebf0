import { html, nothing, type TemplateResult } from 'lit';
import type { OfferView, PopupScreen } from '../generated/messages';
import { host, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';

const WORDS: Record<OfferView['kind'], [title: Key, text: Key]> = {
  new: ['offer_new_title', 'offer_new_text'],
  changed: ['offer_changed_title', 'offer_changed_text'],
  locked: ['offer_locked_title', 'offer_locked_text'],
};

/** The one thing to do, on a line of its own. */
const MAIN = 'main wide';

/** Where no phone can be asked for it: what is kept on a server is changed there. */
const WORDS_OF_SERVER: Partial<Record<OfferView['kind'], Key>> = {
  new: 'offer_new_text_account',
  changed: 'offer_changed_text_account',
};

/**
 * A login that was typed into a page: a row above the rest. The password itself is not here; it is handed out for copying
 * only.
 */
export function offer(view: OfferView, screen: PopupScreen, send: Send): TemplateResult {
  const phone = screen.phones.length > 0 && fromPhone(view, screen);
  const [title, usual] = WORDS[view.kind];
  const words = phone ? usual : (WORDS_OF_SERVER[view.kind] ?? usual);
  const drop = (never: boolean) => () => void send({ type: 'dropOffer', offer: view.number, never });
  return html`<section class="panel offer" aria-labelledby="offer" aria-describedby="offer-text">
    <div class="row nowrap">
      <h2 id="offer" class="grow">${text(title)}</h2>
      ${iconButton('close', text('offer_not_now'), drop(false))}
    </div>
    <p class="small">
      ${host(view.host, view.registrable)} ·
      ${view.user ? html`<bdi class="strong">${view.user}</bdi>` : text('offer_no_account')}
      ${view.item && view.item.name !== view.user ? html`· <bdi>${view.item.name}</bdi>` : nothing}
    </p>
    <p id="offer-text" class="small soft">${text(words)}</p>
    <div class="row">
      ${screen.request || !phone ? nothing : action(view, send)}
      ${slim('offer_copy', () => send({ type: 'copyOffer', offer: view.number }))}
      ${slim('offer_never', drop(true))}
    </div>
  </section>`;
}

/** Whether what changed can be fetched from a phone; what is new can be made there. */
function fromPhone({ item }: OfferView, { matches, company, others, sources }: PopupScreen): boolean {
  const known = item && [...matches, ...company, ...others].find(({ id }) => id === item.id);
  const source = known && sources.find(({ id }) => id === known.source);
  return source?.can.refreshItem ?? true;
}

function slim(label: Key, press: () => void, look = 'plain'): TemplateResult {
  return html`<button type="button" class="button ${look} slim" @click=${press}>${text(label)}</button>`;
}

function action(view: OfferView, send: Send): unknown {
  switch (view.kind) {
    case 'new':
      return slim('offer_save', () => send({ type: 'saveOffer', offer: view.number }), MAIN);
    case 'changed': {
      const { item } = view;
      return item ? slim('offer_refresh', () => send({ type: 'refresh', item: item.id }), MAIN) : nothing;
    }
    case 'locked':
      return nothing;
  }
}
