import { noChange } from 'lit';
import { Directive, directive, type ElementPart } from 'lit/directive.js';
import type { ItemView } from '../generated/messages';

/** Height of a row and of a section's heading, as in the style sheet. */
export const ROW_PX = 52;
export const HEAD_PX = 30;

/** Rows drawn beyond what is seen, so that scrolling does not show gaps. */
const SPARE_ROWS = 6;

/** Logins under one heading, and where they are in the list. */
export interface Section {
  name: string;
  items: ItemView[];
  /** Number of the first row, counted over all sections. */
  first: number;
  /** Distance of the heading from the top of the list. */
  top: number;
}

/** Puts sections below each other; empty ones are left out. */
export function layout(parts: Array<Pick<Section, 'name' | 'items'>>): Section[] {
  let first = 0;
  let top = 0;
  return parts.filter(({ items }) => items.length > 0).map((part) => {
    const section = { ...part, first, top };
    first += part.items.length;
    top += HEAD_PX + part.items.length * ROW_PX;
    return section;
  });
}

/** The rows of a section that must be drawn when the list shows `room` pixels from `scrolled` on. */
export function slice(section: Section, scrolled: number, room: number): { from: number; to: number } {
  const inside = (px: number): number => {
    const at = Math.floor((px - section.top - HEAD_PX) / ROW_PX);
    return Math.max(0, Math.min(section.items.length, at));
  };
  const from = Math.max(0, inside(scrolled) - SPARE_ROWS);
  return { from, to: Math.min(section.items.length, inside(scrolled + room) + 1 + SPARE_ROWS) };
}

/** Sets a height through the object model: the page's policy allows no style attributes. */
export const height = directive(class extends Directive {
  render(_px: number): unknown {
    return noChange;
  }

  override update(part: ElementPart, [px]: [number]): unknown {
    (part.element as HTMLElement).style.height = `${px}px`;
    return noChange;
  }
});
