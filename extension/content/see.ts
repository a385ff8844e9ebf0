import { wasLocked } from './known';
import { above, attribute, connectedOf, has, rectOf, rootOf } from './dom';

/** Smaller than this in either direction, nobody can read or hit a field. */
const SMALLEST_PX = 8;
/** Fainter than this, a field may go unnoticed. */
const FAINTEST = 0.7;
/** What takes parts of an element away by a picture. */
const MASKS = ['mask-image', '-webkit-mask-image', 'mask-border-source', '-webkit-mask-box-image-source'];
/** A field in more elements than this is not looked at. */
const MOST_LEVELS = 300;

interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Whether a person can type into a field. Many pages lock an empty one until it has the focus, to keep browsers from
 * filling it; one that holds something is locked to show it.
 */
export function editable(field: HTMLInputElement): boolean {
  return !field.matches(':disabled') && !(field.readOnly && field.value !== '' && !wasLocked(field));
}

/** Whether a person can see an element, now or by scrolling. In doubt, no. */
export function visible(element: Element): boolean {
  const view = element.ownerDocument.defaultView;
  if (!view || !connectedOf(element)) return false;
  const shown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  if (!shown) return false;

  const rect = rectOf(element);
  let area: Area = { left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom };
  if (tiny(area)) return false;

  const middle = { x: (rect.left + rect.right) / 2, y: (rect.top + rect.bottom) / 2 };
  const inWindow = middle.x >= 0 && middle.y >= 0 && middle.x < view.innerWidth && middle.y < view.innerHeight;
  let opacity = 1;
  let fixed = false;
  let levels = MOST_LEVELS;

  for (let at: Element | null = element; at; at = above(at)) {
    // Deeper than this, looking takes longer than anyone would wait.
    if (levels-- <= 0) return false;
    if (has(at, 'inert')) return false;
    // What lies behind a dialog is hidden from screen readers only. A password field that calls itself so is there for
    // browsers to fill, and mostly out of sight besides: what is drawn decides.
    const forBrowsers = at === element && element.matches('input[type=password]');
    if (attribute(at, 'aria-hidden') === 'true' && !forBrowsers) return false;
    const style = view.getComputedStyle(at);
    opacity *= Number(style.opacity) * filterOpacity(style.filter);
    if (opacity < FAINTEST) return false;
    // What is cut away shows in the hit test, and that works only inside of the window.
    const cutAway = style.clipPath !== 'none' || style.clip !== 'auto';
    if (cutAway && !inWindow) return false;
    // What a mask takes away is hit all the same.
    if (MASKS.some((mask) => !['', 'none'].includes(style.getPropertyValue(mask)))) return false;
    if (style.position === 'fixed') fixed = true;
    if (at !== element && !fixed) {
      const inside = within(area, at, style);
      if (!inside) return false;
      area = inside;
    }
  }

  if (!reachable(area, view, fixed, inWindow)) return false;
  if (inWindow && !hit(element, middle)) return false;
  const frame = frameOf(view);
  return frame === null || visible(frame);
}

/** How long the browser may take to say what is seen. */
const PATIENCE_MS = 1500;

type Sight = IntersectionObserverInit & { trackVisibility?: boolean; delay?: number };

/**
 * Whether people see elements of a frame of another site, as the browser itself tells: the frame could be hidden, moved
 * away or covered by the page around it. Firefox tells only what is moved away or cut. Elsewhere there is nothing to ask.
 */
export function inSight(elements: Element[]): Promise<boolean> {
  if (!isForeign(window)) return Promise.resolve(true);
  return new Promise((answer) => {
    const left = new Set(elements);
    const settle = (seen: boolean): void => {
      observer.disconnect();
      clearTimeout(timer);
      answer(seen);
    };
    const how: Sight = { threshold: 0.5, trackVisibility: true, delay: 100 };
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        const { isVisible } = entry as IntersectionObserverEntry & { isVisible?: boolean };
        if (entry.intersectionRatio < 0.5 || isVisible === false) return settle(false);
        left.delete(entry.target);
      }
      if (left.size === 0) settle(true);
    }, how);
    const timer = setTimeout(() => settle(false), PATIENCE_MS);
    for (const element of elements) observer.observe(element);
  });
}

/** Whether some frame around a document is of another origin. */
function isForeign(view: Window): boolean {
  for (let at = view; at !== at.parent; at = at.parent) {
    try {
      if (at.frameElement === null) return true;
    } catch {
      return true;
    }
  }
  return false;
}

/** The element that holds this document, when it is in the same origin and can be looked at. */
function frameOf(view: Window): Element | null {
  try {
    return view.frameElement;
  } catch {
    return null;
  }
}

function tiny(area: Area): boolean {
  return area.right - area.left < SMALLEST_PX || area.bottom - area.top < SMALLEST_PX;
}

function filterOpacity(filter: string): number {
  // A filter that is drawn elsewhere can do anything.
  if (filter.includes('url(')) return 0;
  const parts = [...filter.matchAll(/\bopacity\(([\d.e+-]+)(%?)\)/g)];
  return parts.reduce((whole, [, number, percent]) => (whole * Number(number)) / (percent ? 100 : 1), 1);
}

/**
 * The part of an area that an ancestor lets through, or nothing if it hides it.
 *
 * What a person can scroll to counts as seen, so a scrolling ancestor passes on its own area instead.
 */
function within(area: Area, ancestor: Element, style: CSSStyleDeclaration): Area | undefined {
  const document = ancestor.ownerDocument;
  if (ancestor === document.documentElement || ancestor === document.body) return area;
  if (style.overflowX === 'visible' && style.overflowY === 'visible') return area;
  if (style.display === 'inline' || style.display === 'contents') return area;
  const edge = rectOf(ancestor);
  const across = scrolls(style.overflowX) ? edge : style.overflowX === 'visible' ? area : overlap(area, edge);
  const down = scrolls(style.overflowY) ? edge : style.overflowY === 'visible' ? area : overlap(area, edge);
  const inside = { left: across.left, right: across.right, top: down.top, bottom: down.bottom };
  return tiny(inside) ? undefined : inside;
}

function scrolls(overflow: string): boolean {
  return overflow === 'auto' || overflow === 'scroll';
}

function overlap(one: Area, other: Area): Area {
  return {
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  };
}

/** Whether an area is in the window or can be scrolled into it. */
function reachable(area: Area, view: Window, fixed: boolean, inWindow: boolean): boolean {
  if (inWindow) return true;
  const root = view.document.documentElement;
  const body = view.document.body as HTMLElement | null;
  const stuck = [root, body].some((element) => element && view.getComputedStyle(element).overflowY === 'hidden');
  if (fixed || stuck) return false;
  // In pages from right to left, scrolling goes to negative numbers.
  const backwards = view.getComputedStyle(root).direction === 'rtl';
  const hiddenWidth = root.scrollWidth - root.clientWidth;
  const start = backwards ? -hiddenWidth : 0;
  const page = { left: start, top: 0, right: start + root.scrollWidth, bottom: root.scrollHeight };
  const { scrollX: x, scrollY: y } = view;
  const there = { left: area.left + x, top: area.top + y, right: area.right + x, bottom: area.bottom + y };
  return !tiny(overlap(there, page));
}

/** Whether a click in the middle of an element arrives at it, at its label, or at what is around it without a cover. */
function hit(element: Element, { x, y }: { x: number; y: number }): boolean {
  const root = rootOf(element);
  const pile = root.elementsFromPoint(x, y);
  const [top] = pile;
  // Not in the pile at all: cut away, so that the click falls through to what is behind.
  if (!top || !pile.includes(element)) return false;
  const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
  const around = top.contains(element) && !covers(top);
  const here = element.contains(top) || around || labels.some((label) => label.contains(top));
  // A cover outside of a shadow tree is seen only from outside.
  return here && (root instanceof ShadowRoot ? hit(root.host, { x, y }) : true);
}

/** Whether an element that lies over one of its own children hides it: with its background, or with what CSS adds. */
function covers(parent: Element): boolean {
  const drawn = [null, '::before', '::after'].map((part) => getComputedStyle(parent, part));
  return drawn.some(({ content, backgroundColor, backgroundImage, backdropFilter }, at) => {
    const there = at === 0 || (content !== 'none' && content !== 'normal');
    const clear = backgroundImage === 'none' && backdropFilter === 'none' && /, 0\)$|^transparent$/.test(backgroundColor);
    return there && !clear;
  });
}
