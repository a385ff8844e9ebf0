/** Small keys over the end of fields. Fields are never touched; the keys follow them. */

import type { Stage } from './stage';
import type { Trust } from './trust';
import { say } from './say';

const SIZE_PX = 24;
const INSET_PX = 4;
/** Where a page has an own button at the end of a field, ours stands before it. */
const ASIDE_PX = [0, 30, 44];
/** Of the mark, where its drawing begins. */
const EDGE_PX = 4;
const SMALLEST_WIDTH_PX = 90;
const SMALLEST_HEIGHT_PX = 16;
/** After something moved, keys follow in every frame for so long: pages move things smoothly. */
const FOLLOW_MS = 600;
/** Or until nothing moved in so many frames. */
const STILL_FRAMES = 12;
/** And now and then, for what moves without saying so. */
const GLANCE_MS = 1_000;
const MOVED_PX = 2;

const SVG = 'http://www.w3.org/2000/svg';
const KEY = 'M26 12h28a10 10 0 0 1 10 10v34h46a6 6 0 0 1 6 6v30a4 4 0 0 1-4 4h-4a4 4 0 0 1-4-4V72h-8v12a4 4 0 0 1-4 4h-4a4 4 0 0 1-4-4V72H64v34a10 10 0 0 1-10 10H26a10 10 0 0 1-10-10V22a10 10 0 0 1 10-10zm0 12v70h30V24z';

interface Mark {
  key: number;
  field: HTMLInputElement;
  button: HTMLButtonElement;
  x: number;
  y: number;
  shown: boolean;
}

export class Marks {
  readonly #stage: Stage;
  readonly #trust: Trust;
  readonly #marks = new Map<HTMLInputElement, Mark>();
  /** Fields that are in the window: while there are none, nothing runs. */
  readonly #near = new Set<Element>();
  readonly #field = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#near.add(target);
      else this.#near.delete(target);
    }
    this.follow();
  });
  readonly #size = new ResizeObserver(() => this.follow());
  readonly #wants: (event: Event, mark: Mark) => void;
  #until = 0;
  #still = 0;
  #frame = 0;
  #glance: ReturnType<typeof setTimeout> | undefined;

  constructor(stage: Stage, trust: Trust, wants: (event: Event, mark: Mark) => void) {
    this.#stage = stage;
    this.#trust = trust;
    this.#wants = wants;
    for (const kind of ['scroll', 'resize', 'transitionend', 'focusin']) {
      window.addEventListener(kind, this.follow, { capture: true, passive: true });
    }
  }

  /** Exactly these fields have one. */
  set(fields: Map<HTMLInputElement, number>): void {
    for (const [field, mark] of this.#marks) if (!fields.has(field)) this.#remove(mark);
    for (const [field, key] of fields) {
      const known = this.#marks.get(field);
      if (known) known.key = key;
      else this.#add(field, key);
    }
    this.follow();
  }

  /** The mark of a field. */
  of(field: EventTarget | null | undefined): Mark | undefined {
    return this.#marks.get(field as HTMLInputElement);
  }

  /** The field with this key. */
  field(key: number): HTMLInputElement | undefined {
    for (const mark of this.#marks.values()) if (mark.key === key) return mark.field;
    return undefined;
  }

  /** The stage was taken away: nothing is shown until it is back. */
  lost(): void {
    for (const mark of this.#marks.values()) this.#show(mark, false);
    this.follow();
  }

  end(): void {
    for (const mark of this.#marks.values()) this.#remove(mark);
    for (const kind of ['scroll', 'resize', 'transitionend', 'focusin']) {
      window.removeEventListener(kind, this.follow, { capture: true });
    }
    this.#field.disconnect();
    this.#size.disconnect();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#glance);
  }

  /** Something may have moved. */
  readonly follow = (): void => {
    this.#until = performance.now() + FOLLOW_MS;
    this.#still = 0;
    if (!this.#frame && this.#near.size > 0) this.#frame = requestAnimationFrame(this.#step);
  };

  readonly #step = (now: number): void => {
    this.#frame = 0;
    clearTimeout(this.#glance);
    for (const mark of this.#marks.values()) this.#place(mark);
    if (this.#near.size === 0) return;
    if (now < this.#until && this.#still++ < STILL_FRAMES) this.#frame = requestAnimationFrame(this.#step);
    else if (!document.hidden) this.#glance = setTimeout(() => this.#frame ||= requestAnimationFrame(this.#step), GLANCE_MS);
  };

  #add(field: HTMLInputElement, key: number): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'mark';
    // The fields' own order of tab stops stays as it is; the keys for it are Alt and Down.
    button.tabIndex = -1;
    button.ariaLabel = say('in_page_mark');
    button.append(drawing());
    const mark: Mark = { key, field, button, x: NaN, y: NaN, shown: false };
    // The field keeps the focus.
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', (event) => this.#wants(event, mark));
    this.#marks.set(field, mark);
    this.#field.observe(field);
    this.#size.observe(field);
  }

  #remove(mark: Mark): void {
    this.#show(mark, false);
    this.#marks.delete(mark.field);
    this.#near.delete(mark.field);
    this.#field.unobserve(mark.field);
    this.#size.unobserve(mark.field);
  }

  #show(mark: Mark, shown: boolean): void {
    if (mark.shown === shown) return;
    mark.shown = shown;
    if (shown) {
      this.#stage.root.append(mark.button);
      this.#trust.watch(mark.button);
    } else {
      this.#trust.forget(mark.button);
      mark.button.remove();
      mark.x = NaN;
    }
  }

  #place(mark: Mark): void {
    const { field, button } = mark;
    const spot = field.isConnected && this.#near.has(field) ? this.#spot(field) : undefined;
    if (!spot || !this.#stage.show(field)) return this.#show(mark, false);
    const { x, y } = spot;
    const still = Math.abs(x - mark.x) <= MOVED_PX && Math.abs(y - mark.y) <= MOVED_PX;
    if (!still) {
      mark.x = x;
      mark.y = y;
      const { zoom } = this.#stage;
      button.style.left = `${x / zoom}px`;
      button.style.top = `${y / zoom}px`;
      this.#trust.moved(button);
      this.#still = 0;
    }
    this.#show(mark, true);
  }

  /** The upper left corner of the mark, where the field itself is seen. */
  #spot(field: HTMLInputElement): { x: number; y: number } | undefined {
    const { zoom } = this.#stage;
    const { left, right, top, width, height } = field.getBoundingClientRect();
    if (width < SMALLEST_WIDTH_PX * zoom || height < SMALLEST_HEIGHT_PX * zoom) return undefined;
    const fromRight = getComputedStyle(field).direction !== 'rtl';
    const size = SIZE_PX * zoom;
    const y = Math.round(top + (height - size) / 2);
    for (const aside of ASIDE_PX) {
      const inset = (INSET_PX + aside) * zoom;
      const x = Math.round(fromRight ? right - size - inset : left + inset);
      if (this.#isFree(field, x, y, size)) return { x, y };
    }
    return undefined;
  }

  /** Whether nothing else is drawn there: neither over the middle of the mark, nor at its sides. */
  #isFree(field: HTMLInputElement, x: number, y: number, size: number): boolean {
    const middle = y + size / 2;
    return [size / 2, EDGE_PX, size - EDGE_PX].every((at) => this.#isSeen(field, x + at, middle));
  }

  #isSeen(field: HTMLInputElement, x: number, y: number): boolean {
    const root = field.getRootNode() as Document | ShadowRoot;
    const top = root.elementsFromPoint(x, y).find((element) => !this.#stage.is(element));
    return top === field;
  }
}

/** The small key. */
export function drawing(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 128 128');
  svg.setAttribute('aria-hidden', 'true');
  const tile = document.createElementNS(SVG, 'rect');
  for (const [name, value] of [['width', '128'], ['height', '128'], ['rx', '28'], ['fill', '#1f63d6']] as const) {
    tile.setAttribute(name, value);
  }
  const key = document.createElementNS(SVG, 'path');
  key.setAttribute('fill', '#fff');
  key.setAttribute('fill-rule', 'evenodd');
  key.setAttribute('d', KEY);
  svg.append(tile, key);
  return svg;
}
