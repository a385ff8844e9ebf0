import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { button } from '../ui/parts';
import { counted, digits, text } from '../ui/text';
import { Part } from '../ui/view';
import { heading } from './item-parts';
import { DRAWINGS } from './lists';
import { type PlaceNode, placeRows, type PlaceRow, placeTree, waysTo } from './place-tree';

/** Deeper levels are not moved in any further. */
const MOST_STEPS = 8;
/** Letters that follow each other within this time are one word. */
const WORD_MS = 700;

/** The vaults and folders of all accounts, to narrow the list to one of them. */
export class PlaceTree extends Part {
  static override properties: PropertyDeclarations = {
    screen: { attribute: false },
    open: { state: true },
    active: { state: true },
  };

  declare screen: PopupScreen;
  choose: (source: string, place: string) => void = () => {};
  close: () => void = () => {};

  /** Keys of the places that show what is in them; nothing until the tree was drawn once. */
  declare protected open: ReadonlySet<string> | undefined;
  /** Key of the place that keys work on. */
  declare protected active: string | undefined;

  #nodes: PlaceNode[] = [];
  #rows: PlaceRow[] = [];
  #word = '';
  #wordAt = 0;
  /** The active place takes the focus when it is drawn. */
  #follow = true;

  protected override willUpdate(): void {
    this.#nodes = placeTree(this.screen);
    const { browsed } = this.screen;
    if (!this.open) {
      const above = (browsed && waysTo(this.#nodes, browsed.source, browsed.vault)) ?? [];
      const accounts = this.#nodes.filter(({ place }) => place === '').map(({ key }) => key);
      this.open = new Set([...accounts, ...above]);
    }
    this.#rows = placeRows(this.#nodes, this.open);
    if (this.#rows.some(({ node }) => node.key === this.active)) return;
    const here = this.#rows.find(({ node }) => this.#isBrowsed(node));
    this.active = (here ?? this.#rows[0])?.node.key;
  }

  protected override updated(): void {
    if (!this.#follow) return;
    this.#follow = false;
    this.querySelector<HTMLElement>('[role=treeitem][tabindex="0"]')?.focus();
  }

  protected override render() {
    const { browsed } = this.screen;
    return html`<section class="panel places stack" aria-labelledby="places-title" @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.close();
    }}>
      ${heading('places-title', text('places_title'), this.close)}
      ${browsed ? button(text('places_all'), () => this.choose('', ''), { wide: true }) : nothing}
      <div class="tree" role="tree" aria-labelledby="places-title" @keydown=${this.#pressed}>
        ${repeat(this.#rows, ({ node }) => node.key, (row) => this.#row(row))}
      </div>
    </section>`;
  }

  #row({ node, level, position, of }: PlaceRow): TemplateResult {
    const { label, inside, count, key } = node;
    const open = this.open?.has(key) ?? false;
    const name = label || text('place_unnamed');
    const source = node.place === '' ? this.screen.sources.find(({ id }) => id === node.source) : undefined;
    return html`<div
      role="treeitem" class="place-row" tabindex=${key === this.active ? 0 : -1}
      aria-level=${level} aria-setsize=${of} aria-posinset=${position}
      aria-expanded=${inside.length > 0 ? open : nothing} aria-selected=${this.#isBrowsed(node)}
      aria-label=${count === undefined ? name : `${name}, ${counted('total', count)}`}
      title=${node.path}
      @focus=${() => (this.active = key)}
      @click=${() => this.choose(node.source, node.place)}
    >
      ${Array.from({ length: Math.min(level - 1, MOST_STEPS) }, () => html`<span class="step"></span>`)}
      <span class="twist ${open ? 'turned' : ''}" @click=${(event: Event) => {
        if (inside.length === 0) return;
        event.stopPropagation();
        this.active = key;
        this.#follow = true;
        this.#set(key, !open);
      }}>${inside.length > 0 ? icon('chevron') : nothing}</span>
      ${source ? badge(source) : icon(node.list ? DRAWINGS[node.list] : node.place.includes('/') ? 'folder' : 'lock')}
      <span class="grow place-name"><bdi>${name}</bdi></span>
      ${count === undefined ? nothing : html`<span class="small soft">${digits(count)}</span>`}
    </div>`;
  }

  #isBrowsed({ source, place }: PlaceNode): boolean {
    const { browsed } = this.screen;
    return browsed?.source === source && browsed.vault === place;
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#rows.findIndex(({ node }) => node.key === this.active);
    const row = this.#rows[at];
    if (!row) return;
    const rtl = document.documentElement.dir === 'rtl';
    const open = this.open?.has(row.node.key) ?? false;
    const more = row.node.inside.length > 0;
    switch (event.key) {
      case 'ArrowDown':
        this.#go(this.#rows[at + 1]?.node.key);
        break;
      case 'ArrowUp':
        this.#go(this.#rows[at - 1]?.node.key);
        break;
      case 'Home':
        this.#go(this.#rows[0]?.node.key);
        break;
      case 'End':
        this.#go(this.#rows.at(-1)?.node.key);
        break;
      case rtl ? 'ArrowLeft' : 'ArrowRight':
        if (more && !open) this.#set(row.node.key, true);
        else if (more) this.#go(row.node.inside[0]?.key);
        break;
      case rtl ? 'ArrowRight' : 'ArrowLeft':
        if (more && open) this.#set(row.node.key, false);
        else this.#go(row.above);
        break;
      case 'Enter':
      case ' ':
        this.choose(row.node.source, row.node.place);
        break;
      case '*': {
        const like = this.#rows.filter(({ above, node }) => above === row.above && node.inside.length > 0);
        this.open = new Set([...this.open ?? [], ...like.map(({ node }) => node.key)]);
        break;
      }
      default:
        if ([...event.key].length !== 1) return;
        this.#type(event.key, event.timeStamp, at);
    }
    event.preventDefault();
  };

  /** On to the next place that begins with what was typed. */
  #type(letter: string, now: number, at: number): void {
    const fresh = now - this.#wordAt > WORD_MS;
    this.#wordAt = now;
    this.#word = fresh ? letter : this.#word + letter;
    const word = this.#word.toLocaleLowerCase();
    // One letter goes on from here; a longer word may still be the one that is active.
    const from = at + ([...word].length === 1 ? 1 : 0);
    const turned = [...this.#rows.slice(from), ...this.#rows.slice(0, from)];
    this.#go(turned.find(({ node }) => node.label.toLocaleLowerCase().startsWith(word))?.node.key);
  }

  #go(key: string | undefined): void {
    if (key === undefined) return;
    this.active = key;
    this.#follow = true;
    this.requestUpdate();
  }

  #set(key: string, open: boolean): void {
    const all = new Set(this.open);
    if (open) all.add(key);
    else all.delete(key);
    this.open = all;
  }
}

customElements.define('nk-place-tree', PlaceTree);
