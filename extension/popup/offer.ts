import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { OfferView, PlaceView, PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import { host, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';
import { Part } from '../ui/view';
import { namesOf, placeName, placePath, sourceOfItem } from './places';

const TITLES: Record<OfferView['kind'], Key> = {
  new: 'offer_new_title',
  changed: 'offer_changed_title',
  locked: 'offer_locked_title',
};

/** What can be done with what was typed: the sentence that says so, and the button. */
interface Way {
  says: string;
  /** A line above the button: which place, where there are several. */
  choice?: TemplateResult | undefined;
  label?: string;
  act?: () => void;
}

/**
 * A login that was typed into a page: a row above the rest. The password itself is not here; it is handed out for
 * copying only.
 */
export class Offer extends Part {
  static override properties: PropertyDeclarations = {
    view: { attribute: false },
    screen: { attribute: false },
    chosen: { state: true },
  };

  declare view: OfferView;
  declare screen: PopupScreen;
  send: Send = () => 0;
  /** Which of the places, counted from 0: the one that was used last comes first. */
  declare protected chosen: number;

  constructor() {
    super();
    this.chosen = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('view') as OfferView | undefined;
    if (before && before.number !== this.view.number) this.chosen = 0;
  }

  protected override render() {
    const { view, screen } = this;
    const busy = Boolean(screen.request || screen.change);
    const way = this.#way(view, screen);
    const drop = (never: boolean) => () => void this.send({ type: 'dropOffer', offer: view.number, never });
    return html`<section class="panel offer" aria-labelledby="offer" aria-describedby="offer-text">
      <div class="row nowrap">
        <h2 id="offer" class="grow">${text(TITLES[view.kind])}</h2>
        ${iconButton('close', text('offer_not_now'), drop(false))}
      </div>
      <p class="small">
        ${host(view.host, view.registrable)} ·
        ${view.user ? html`<bdi class="strong">${view.user}</bdi>` : text('offer_no_account')}
        ${view.item && view.item.name !== view.user ? html`· <bdi>${view.item.name}</bdi>` : nothing}
      </p>
      <p id="offer-text" class="small soft">${way.says}</p>
      ${busy ? nothing : (way.choice ?? nothing)}
      <div class="row">
        ${busy || !way.label || !way.act ? nothing : slim(way.label, way.act, 'main wide')}
        ${slim(text('offer_copy'), () => this.send({ type: 'copyOffer', offer: view.number }))}
        ${slim(text('offer_never'), drop(true))}
      </div>
    </section>`;
  }

  #way(view: OfferView, screen: PopupScreen): Way {
    switch (view.kind) {
      case 'new':
        return this.#make(view, screen);
      case 'changed':
        return this.#update(view, screen);
      case 'locked':
        return { says: text('offer_locked_text') };
    }
  }

  /** A new login: a server keeps the password that was typed, a phone makes its own. */
  #make(view: OfferView, screen: PopupScreen): Way {
    const { phone, places, sources } = screen;
    const all: PlaceView[] = places.length > 0 ? places
      : phone ? [{ source: phone.id, vault: '', name: phone.name }] : [];
    const place = all[this.chosen] ?? all[0];
    if (!place) return { says: text('offer_new_text_account') };
    const server = sources.find(({ id }) => id === place.source)?.can.edit ?? false;
    return {
      says: text(server ? 'offer_new_text_server' : 'offer_new_text'),
      choice: all.length > 1 ? this.#choice(all, screen) : undefined,
      label: !server ? text('offer_save') : all.length > 1 ? text('offer_save_plain') : text('offer_save_server', placeName(screen, place)),
      act: () => {
        // The request goes to the chosen phone.
        if (!server && place.source !== phone?.id) this.send({ type: 'choosePhone', phone: place.source });
        this.send({ type: 'saveOffer', offer: view.number, source: place.source, vault: place.vault });
      },
    };
  }

  #choice(all: PlaceView[], screen: PopupScreen): TemplateResult {
    const name = namesOf(screen, all);
    return html`<label class="row nowrap small place">
      <span>${text('offer_place')}</span>
      <select class="input grow" @change=${(event: Event) => (this.chosen = (event.target as HTMLSelectElement).selectedIndex)}>
        ${all.map((one, at) => html`<option .selected=${at === this.chosen}>${name(one)}</option>`)}
      </select>
    </label>`;
  }

  /** Another password of a login that is known: it is changed where it came from, and nowhere else. */
  #update(view: OfferView, screen: PopupScreen): Way {
    const { item } = view;
    const source = item ? sourceOfItem(screen, item.id) : undefined;
    if (!item) return { says: text('offer_changed_text') };
    if (source?.can.edit) {
      const place = placeOfItem(screen, item.id, source.id);
      return {
        says: text('offer_changed_text_server', place ? placeName(screen, place) : source.name),
        choice: screen.sources.length > 1
          ? html`<p class="row nowrap small">${badge(source)}<bdi class="strong">${source.name}</bdi></p>`
          : undefined,
        label: text('offer_update'),
        act: () => this.send({ type: 'saveOffer', offer: view.number, source: source.id, vault: place?.vault ?? '' }),
      };
    }
    if (source && !source.can.refreshItem) return { says: text('offer_changed_text_account') };
    return {
      says: text('offer_changed_text'),
      label: text('offer_refresh'),
      act: () => this.send({ type: 'refresh', item: item.id }),
    };
  }
}

/** The vault that an item lies in: the only one of its source, or the one that the list names. */
function placeOfItem(screen: PopupScreen, id: string, source: string): PlaceView | undefined {
  const of = screen.places.filter((place) => place.source === source);
  const known = [...screen.matches, ...screen.company, ...screen.others].find((item) => item.id === id);
  return of.length === 1 ? of[0] : of.find((place) => known && known.place !== '' && placePath(screen, place) === known.place);
}

function slim(label: string, press: () => void, look = 'plain'): TemplateResult {
  return html`<button type="button" class="button ${look} slim" @click=${press}>${label}</button>`;
}

customElements.define('nk-offer', Offer);
