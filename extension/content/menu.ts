/** The list below a field. It knows names and no secret; what is chosen is carried out by the background. */

import type { MenuChoice, MenuView } from '../generated/messages';
import type { Key } from '../ui/text';
import { isFresh, take } from './gesture';
import { drawing } from './mark';
import { say } from './say';
import type { Stage } from './stage';
import type { Trust } from './trust';

const GAP_PX = 4;
/** From the edges of the window. */
const EDGE_PX = 8;
/** A field that goes away by more than this takes the list with it. */
const MOVED_PX = 4;

/** What a menu does with what happens to it. */
export interface MenuEars {
  chosen(menu: number, choice: MenuChoice): void;
  closed(menu: number): void;
}

export class Menu {
  readonly #stage: Stage;
  readonly #trust: Trust;
  readonly #ears: MenuEars;
  readonly #box = document.createElement('div');
  #view: MenuView | undefined;
  #field: HTMLInputElement | undefined;
  #at: DOMRect | undefined;
  #rows: Array<{ element: HTMLElement; choice: MenuChoice }> = [];
  #active = 0;

  constructor(stage: Stage, trust: Trust, ears: MenuEars) {
    this.#stage = stage;
    this.#trust = trust;
    this.#ears = ears;
    this.#box.className = 'menu';
    this.#box.role = 'listbox';
    this.#box.tabIndex = 0;
    this.#box.addEventListener('keydown', this.#key);
    this.#box.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen(): boolean {
    return this.#view !== undefined;
  }

  show(view: MenuView, field: HTMLInputElement, theme: string): void {
    this.close(false);
    if (!this.#stage.show(field)) return this.#ears.closed(view.number);
    this.#view = view;
    this.#field = field;
    this.#box.dir = say('direction');
    this.#box.dataset['theme'] = theme;
    this.#box.ariaLabel = say('in_page_menu', view.host);
    this.#fill(view);
    this.#stage.root.append(this.#box);
    this.#place(field);
    this.#trust.watch(this.#box);
    this.#box.focus({ preventScroll: true });
    document.addEventListener('pointerdown', this.#outside, true);
    window.addEventListener('scroll', this.#moved, { capture: true, passive: true });
    window.addEventListener('resize', this.#moved, { passive: true });
  }

  /** Puts it away. `back`: the field gets the focus again. */
  close(back: boolean, tell = true): void {
    const { number } = this.#view ?? {};
    if (number === undefined) return;
    this.#view = undefined;
    this.#trust.forget(this.#box);
    this.#box.remove();
    document.removeEventListener('pointerdown', this.#outside, true);
    window.removeEventListener('scroll', this.#moved, { capture: true });
    window.removeEventListener('resize', this.#moved);
    if (back) this.#field?.focus({ preventScroll: true });
    if (tell) this.#ears.closed(number);
  }

  /** What can no longer be seen is not a menu any more (T-41, T-42). */
  lost(element: Element): void {
    if (element === this.#box) this.close(false);
  }

  #fill(view: MenuView): void {
    const head = document.createElement('div');
    head.className = 'head';
    head.role = 'presentation';
    head.append(drawing(), Object.assign(document.createElement('bdi'), { textContent: view.host, dir: 'ltr' }));
    this.#rows = [];
    this.#box.replaceChildren(head);
    if (view.locked) {
      this.#row({ type: 'unlock' }, 'in_page_unlock');
    } else {
      // Where a new password is wanted, a kept one is the exception.
      if (view.generate) this.#row({ type: 'generate' }, 'in_page_generate');
      for (const { id, name, user } of view.items) this.#row({ type: 'item', item: id }, undefined, name || user, user);
      if (view.phone) this.#row({ type: 'askPhone' }, 'in_page_ask');
      if (view.create) this.#row({ type: 'create' }, 'in_page_create');
      this.#row({ type: 'never' }, 'in_page_never').classList.add('line');
    }
    this.#mark(0);
  }

  #row(choice: MenuChoice, key: Key | undefined, name = '', user = ''): HTMLElement {
    const element = document.createElement('div');
    element.className = 'row';
    element.role = 'option';
    element.id = `row-${this.#rows.length}`;
    const words = document.createElement('bdi');
    words.textContent = key ? say(key) : name;
    element.append(words);
    if (user && user !== name) {
      const more = document.createElement('small');
      more.append(Object.assign(document.createElement('bdi'), { textContent: user }));
      element.append(more);
    }
    const at = this.#rows.push({ element, choice }) - 1;
    element.addEventListener('pointermove', (event) => isFresh(event) && this.#mark(at));
    element.addEventListener('click', (event) => this.#choose(event, at));
    this.#box.append(element);
    return element;
  }

  #mark(at: number): void {
    this.#active = at;
    for (const [index, { element }] of this.#rows.entries()) element.ariaSelected = String(index === at);
    this.#box.setAttribute('aria-activedescendant', `row-${at}`);
    this.#rows[at]?.element.scrollIntoView({ block: 'nearest' });
  }

  /** Below the field and as far to its end; above, where there is more room. */
  #place(field: HTMLInputElement): void {
    const rect = field.getBoundingClientRect();
    const rtl = getComputedStyle(field).direction === 'rtl';
    const { width, height } = this.#box.getBoundingClientRect();
    const { zoom } = this.#stage;
    const { innerHeight } = window;
    const end = document.documentElement.clientWidth * zoom - EDGE_PX;
    // At the end, where the mark is; a narrow field's menu begins where the field does.
    const atLeft = rtl === rect.width >= width;
    const x = Math.max(EDGE_PX, Math.min(atLeft ? rect.left : rect.right - width, end - width));
    const below = rect.bottom + GAP_PX;
    const above = rect.top - GAP_PX - height;
    const room = innerHeight - EDGE_PX;
    // Where it fits nowhere, all of it is seen, though over the field.
    const y = below + height <= room ? below : above >= EDGE_PX ? above : Math.max(EDGE_PX, room - height);
    this.#box.style.left = `${x / zoom}px`;
    this.#box.style.top = `${y / zoom}px`;
    this.#at = rect;
  }

  readonly #moved = (): void => {
    const now = this.#field?.getBoundingClientRect();
    const at = this.#at;
    const still = now && at && Math.abs(now.x - at.x) <= MOVED_PX && Math.abs(now.y - at.y) <= MOVED_PX;
    if (!still) this.close(false);
  };

  readonly #outside = (event: Event): void => {
    if (!this.#stage.is(event.target)) this.close(false);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (!isFresh(event)) return;
    const last = this.#rows.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        this.#mark(this.#active === last ? 0 : this.#active + 1);
        break;
      case 'ArrowUp':
        this.#mark(this.#active === 0 ? last : this.#active - 1);
        break;
      case 'Home':
        this.#mark(0);
        break;
      case 'End':
        this.#mark(last);
        break;
      case 'Enter':
        this.#choose(event, this.#active);
        break;
      case 'Escape':
      case 'Tab':
        this.close(true);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #choose(event: Event, at: number): void {
    const row = this.#rows[at];
    const { number } = this.#view ?? {};
    if (!row || number === undefined || !take(event)) return;
    // In doubt the click was meant for something else.
    if (!this.#trust.deserved(this.#box)) return;
    this.close(true, false);
    this.#ears.chosen(number, row.choice);
  }
}
