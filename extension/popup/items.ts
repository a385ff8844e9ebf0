import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CopyField, ItemView, PlaceView, PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { button, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { counted, text, type Key } from '../ui/text';
import { Part } from '../ui/view';
import { forget } from './forget';
import { row } from './row';
import { listName, lists } from './lists';
import { pathLine } from './path';
import { placePath } from './places';
import { originOf } from './sources';
import { height, HEAD_PX, layout, ROW_PX, slice, type Section } from './window';

const KEYS: Record<'fill' | 'copy', Key> = /mac/i.test(navigator.platform)
  ? { fill: 'keys_mac', copy: 'keys_copy_mac' }
  : { fill: 'keys', copy: 'keys_copy' };

/** The search field and the logins under it: a combobox whose list is a grid, because rows have buttons. */
export class Items extends Part {
  static override properties: PropertyDeclarations = {
    screen: { attribute: false },
    fetching: { attribute: false },
    canBrowse: { attribute: false },
    active: { state: true },
    forgetting: { state: true },
    top: { state: true },
    room: { state: true },
  };

  declare screen: PopupScreen;
  /** Items of which something is on its way. */
  declare fetching: ReadonlySet<string>;
  /** There are places to choose from. */
  declare canBrowse: boolean;
  /** Shows them. */
  browse: () => void = () => {};
  /** Leaves what is on its way, if it can be left; says whether there was anything. */
  leave: () => boolean = () => false;
  send: Send = () => 0;
  showCode: (item: ItemView) => void = () => {};
  showDetails: (item: ItemView) => void = () => {};
  /** The login whose details were seen last: keys go on from there. */
  was: string | undefined;

  /** The row that keys work on, counted over all sections; -1 is none. */
  declare protected active: number;
  /** The login that is about to be removed. */
  declare protected forgetting: ItemView | undefined;
  declare protected top: number;
  declare protected room: number;

  #all: ItemView[] = [];
  #sections: Section[] = [];
  #resized = new ResizeObserver(([entry]) => {
    if (entry) this.room = entry.contentRect.height;
  });

  constructor() {
    super();
    this.fetching = new Set();
    this.canBrowse = false;
    this.active = -1;
    this.top = 0;
    this.room = 400;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('screen')) return;
    const before = changed.get('screen') as PopupScreen | undefined;
    const { matches, company, others, search, browsed } = this.screen;
    const several = matches.length + company.length > 0;
    this.#all = [...matches, ...company, ...others];
    this.#sections = layout([
      { name: text('section_matches'), items: matches },
      { name: text('section_company'), items: company },
      {
        name: browsed && !several ? listName(this.screen) ?? text('section_place') : text(several || search ? 'section_others' : 'section_all'),
        items: others,
      },
    ]);
    // The page becomes known a moment after the popup opened.
    const found = this.active < 0 && before?.matches.length === 0 && matches.length > 0;
    const narrowed = before && keyOf(before.browsed) !== keyOf(browsed);
    if (before?.search !== search || found || narrowed) {
      // Enter may fill at once only what fits the page or what the user looked for.
      this.active = matches.length > 0 || (search && this.#all.length > 0) ? 0 : -1;
      this.top = 0;
    }
    this.active = Math.min(this.active, this.#all.length - 1);
  }

  protected override firstUpdated(): void {
    const search = this.#search();
    search.value = this.screen.search;
    search.focus();
    const list = this.querySelector('.list');
    if (list) this.#resized.observe(list);
    const at = this.#all.findIndex(({ id }) => id === this.was);
    if (at >= 0) this.#move(at);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override render() {
    const { active } = this;
    return html`
      <div class="search">
        ${icon('search')}
        <input
          class="input"
          type="search"
          role="combobox"
          aria-label=${text('search')}
          aria-haspopup="grid"
          aria-expanded="true"
          aria-controls="logins"
          aria-activedescendant=${active >= 0 ? `login-${active}` : nothing}
          aria-describedby="keys"
          placeholder=${text('search')}
          autocomplete="off"
          spellcheck="false"
          @input=${this.#typed}
          @keydown=${this.#pressed}
        >
        ${this.canBrowse ? iconButton('folder', text('places_title'), this.browse) : nothing}
      </div>
      ${lists(this.screen, ({ source, place }) => {
        this.send({ type: 'browse', source, place });
        this.#search().focus();
      })}
      ${this.#place()}
      <p class="sr" role="status">${this.screen.search || this.screen.browsed
        ? counted('found', this.#all.length + this.screen.more)
        : ''}</p>
      <p class="sr" role="status">${this.#fetched()}</p>
      ${this.#list()}
      ${this.forgetting ? this.#forget(this.forgetting) : nothing}
      <p class="keys small soft" id="keys">${text(this.#keys())}</p>`;
  }

  /** The place that the list is narrowed to. */
  #place(): unknown {
    const { browsed, sources } = this.screen;
    if (!browsed) return nothing;
    const source = sources.find(({ id }) => id === browsed.source);
    const path = listName(this.screen) ?? (placePath(this.screen, browsed) || text('place_unnamed'));
    return html`<p class="narrowed small"><span class="chip">
      ${source ? html`${badge(source)}<span class="sr">${text('from_source', source.name)} · </span>` : icon('folder')}
      <span class="chip-name" title=${path}>${pathLine(path)}</span>
      ${iconButton('close', text('places_leave', path), this.#leavePlace)}
    </span></p>`;
  }

  #leavePlace = (): void => {
    this.send({ type: 'browse', source: '', place: '' });
    this.#search().focus();
  };

  /** What is on its way, for those who do not see the row. */
  #fetched(): string {
    const item = this.#all.find(({ id }) => this.fetching.has(id));
    return item ? text('item_fetching', item.name) : '';
  }

  /** What keys do with the active row. */
  #keys(): Key {
    const item = this.#all[this.active];
    if (item && this.#has(item)) return this.#fillable() ? 'keys_details' : 'keys_details_only';
    return this.#fillable() ? KEYS.fill : KEYS.copy;
  }

  #list(): TemplateResult {
    const some = this.#all.length > 0;
    return html`<div
      class="list"
      id="logins"
      role=${some ? 'grid' : 'presentation'}
      aria-label=${some ? text('logins') : nothing}
      aria-rowcount=${some ? this.#all.length : nothing}
      @scroll=${(event: Event) => (this.top = (event.currentTarget as HTMLElement).scrollTop)}
    >
      ${some ? nothing : this.#nothingFound()}
      ${this.#sections.map((section) => this.#section(section))}
      ${this.screen.more > 0 ? html`<p class="more small soft">${counted('more', this.screen.more)}</p>` : nothing}
    </div>`;
  }

  #section(section: Section): TemplateResult {
    const { from, to } = slice(section, this.top, this.room);
    const rows = section.items.slice(from, to).map((item, at) => ({ item, index: section.first + from + at }));
    return html`<div role="rowgroup" aria-label=${section.name} ${height(HEAD_PX + section.items.length * ROW_PX)}>
      <div class="head small" aria-hidden="true">${section.name}</div>
      <div role="presentation" ${height(from * ROW_PX)}></div>
      ${repeat(rows, ({ item }) => item.id, ({ item, index }) => row(item, {
        index,
        active: index === this.active,
        here: index < this.screen.matches.length && this.screen.page.form !== 'framed',
        fillable: this.#fillable(),
        from: originOf(this.screen, item),
        fetching: this.fetching.has(item.id),
        fill: () => this.#fill(item),
        copy: (field) => this.#copy(item, field),
        code: () => this.showCode(item),
        details: () => this.showDetails(item),
        refresh: () => this.send({ type: 'refresh', item: item.id }),
        forget: () => this.#ask(item),
      }))}
    </div>`;
  }

  #nothingFound(): TemplateResult {
    const { search, page, total, phones, browsed } = this.screen;
    const key: Key = search ? 'nothing_found' : browsed ? 'nothing_here' : 'nothing_kept';
    return html`<div class="nothing soft">
      <p>${text(key, search)}</p>
      ${search && browsed ? html`<p>${button(text('places_elsewhere'), this.#leavePlace, { icon: 'search' })}</p>` : nothing}
      ${search && total > 0 && page.host && phones.length > 0 ? html`<p class="small">${text('nothing_hint')}</p>` : nothing}
    </div>`;
  }

  #forget(item: ItemView): TemplateResult {
    return forget(item, (yes) => {
      if (yes) this.send({ type: 'forget', item: item.id });
      this.forgetting = undefined;
      this.#search().focus();
    });
  }

  #typed = (event: Event): void => {
    this.send({ type: 'search', text: (event.target as HTMLInputElement).value });
  };

  #pressed = (event: KeyboardEvent): void => {
    const search = this.#search();
    const item = this.#all[this.active];
    const chord = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const marked = search.selectionStart !== search.selectionEnd;
    const atEnd = !marked && search.selectionEnd === search.value.length;
    const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const page = Math.max(1, Math.floor(this.room / ROW_PX) - 1);

    if (event.key === 'ArrowDown') this.#move(this.active + 1);
    else if (event.key === 'ArrowUp') this.#move(this.active - 1);
    else if (event.key === 'PageDown') this.#move(this.active + page);
    else if (event.key === 'PageUp') this.#move(this.active - page);
    else if (event.key === forward && item && this.#has(item) && atEnd) this.showDetails(item);
    else if (event.key === 'Enter' && item && !this.#fillable() && this.#has(item)) this.showDetails(item);
    else if (event.key === 'Enter' && item) this.#fill(item);
    else if (event.key === 'Escape' && this.leave()) search.focus();
    else if (event.key === 'Escape' && search.value) this.#clear(search);
    else if (event.key === 'Escape' && this.screen.browsed) this.#leavePlace();
    else if (event.key === 'Delete' && item && search.value === '') this.#ask(item);
    else if (chord && event.key === 'c' && item && !marked) this.#copy(item, 'password');
    else if (chord && event.key === 'b' && item) this.#copy(item, 'user');
    else return;
    event.preventDefault();
  };

  #clear(search: HTMLInputElement): void {
    search.value = '';
    this.send({ type: 'search', text: '' });
  }

  #move(to: number): void {
    if (this.#all.length === 0) return;
    this.active = Math.max(0, Math.min(this.#all.length - 1, to));
    const section = this.#sections.findLast(({ first, items }) => first <= this.active && items.length > 0);
    const list = this.querySelector('.list');
    if (!section || !list) return;
    const start = section.top + HEAD_PX + (this.active - section.first) * ROW_PX;
    // The heading of the section stays on top, so a row must come to rest below it.
    if (start - HEAD_PX < list.scrollTop) list.scrollTop = start - HEAD_PX;
    else if (start + ROW_PX > list.scrollTop + this.room) list.scrollTop = start + ROW_PX - this.room;
    this.top = list.scrollTop;
  }

  #fill(item: ItemView): void {
    if (this.#fillable()) this.send({ type: 'fill', item: item.id });
  }

  /** It has details to be shown. */
  #has(item: ItemView): boolean {
    return originOf(this.screen, item).source?.can.edit ?? false;
  }

  #copy(item: ItemView, field: CopyField): void {
    this.send({ type: 'copy', item: item.id, field });
  }

  #ask(item: ItemView): void {
    if (!originOf(this.screen, item).source?.can.forget) return;
    this.forgetting = item;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#forget')?.focus());
  }

  #fillable(): boolean {
    return this.screen.page.form !== 'notAPage';
  }

  #search(): HTMLInputElement {
    return this.querySelector('[type=search]') as HTMLInputElement;
  }
}

function keyOf(place: PlaceView | null): string {
  return place ? `${place.source}/${place.vault}` : '';
}

customElements.define('nk-items', Items);
