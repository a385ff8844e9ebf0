import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DetailView, PlaceView, PopupScreen } from '../generated/messages';
import { icon } from '../ui/icon';
import { counted, language, text } from '../ui/text';
import { Part } from '../ui/view';
import type { ItemDesk } from './desk';
import { heading } from './item-parts';
import { pathView } from './path';
import { otherPlaces, placePath } from './places';

/** More places than these are found by typing. */
const FEW = 10;
/** Nobody looks through more; of the others it is said how many there are. */
const MOST = 200;

/** Chooses where an item is moved to, among the places of its source. */
export class ItemMove extends Part {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false },
    screen: { attribute: false },
    detail: { attribute: false },
    typed: { state: true },
    chosen: { state: true },
  };

  declare desk: ItemDesk;
  declare screen: PopupScreen;
  declare detail: DetailView;
  declare protected typed: string;
  /** Id of the place. */
  declare protected chosen: string | undefined;

  constructor() {
    super();
    this.typed = '';
  }

  protected override firstUpdated(): void {
    (this.querySelector<HTMLElement>('#move-filter') ?? this.querySelector<HTMLElement>('#move-title'))?.focus();
  }

  protected override render() {
    const { desk, screen, detail } = this;
    const all = otherPlaces(screen, detail.item, detail.vault);
    const found = this.#found(all);
    const chosen = found.find(({ vault }) => vault === this.chosen);
    return html`<section class="panel of-item stack" aria-labelledby="move-title" @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      if (this.typed) this.#type('');
      else desk.do(undefined);
    }}>
      ${heading('move-title', text('move_title'), () => desk.do(undefined))}
      <div>
        <p class="lines"><bdi>${detail.item.name || text('item_unnamed')}</bdi></p>
        ${detail.vault ? html`<p class="small soft lines">${text('move_from')} ${pathView(detail.vault)}</p>` : nothing}
      </div>
      <form class="stack" autocomplete="off" @submit=${(event: Event) => {
        event.preventDefault();
        if (chosen) desk.move(chosen);
        else if (found.length === 1) this.chosen = found[0]?.vault;
      }}>
        ${all.length > FEW ? this.#filter(found) : nothing}
        <div id="move-places">${found.length > 0 ? this.#places(found) : html`<p class="soft">${text('move_none')}</p>`}</div>
        <button type="submit" class="button main wide" aria-disabled=${!chosen || screen.change !== null}>
          ${icon('move')}<span>${text('move_do')}</span>
        </button>
      </form>
    </section>`;
  }

  #filter(found: PlaceView[]): TemplateResult {
    return html`<input
        id="move-filter" class="input" type="search" dir="auto" aria-label=${text('move_filter')} placeholder=${text('move_filter')}
        aria-controls="move-places" autocomplete="off" spellcheck="false" .value=${this.typed}
        @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
      >
      <p class="sr" role="status">${this.typed ? counted('places_found', found.length) : ''}</p>`;
  }

  #places(found: PlaceView[]): TemplateResult {
    return html`<fieldset class="names">
      <legend class="sr">${text('form_place')}</legend>
      ${repeat(found.slice(0, MOST), ({ vault }) => vault, (place) => html`<label class="check">
        <input
          type="radio" name="move-to" .checked=${place.vault === this.chosen}
          @change=${() => (this.chosen = place.vault)}
        ><span class="grow">${pathView(placePath(this.screen, place) || text('place_unnamed'))}</span>
      </label>`)}
      ${found.length > MOST ? html`<p class="small soft">${counted('more', found.length - MOST)}</p>` : nothing}
    </fieldset>`;
  }

  /** Places with all the words that were typed, in their order. */
  #found(all: PlaceView[]): PlaceView[] {
    const words = plain(this.typed).split(/\s+/).filter(Boolean);
    const found = words.length === 0 ? all : all.filter((place) => {
      const path = plain(placePath(this.screen, place));
      return words.every((word) => path.includes(word));
    });
    const { compare } = new Intl.Collator(language(), { numeric: true, sensitivity: 'base' });
    return found.toSorted((one, other) => compare(placePath(this.screen, one), placePath(this.screen, other)));
  }

  #type(text: string): void {
    this.typed = text;
  }
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

customElements.define('nk-item-move', ItemMove);
