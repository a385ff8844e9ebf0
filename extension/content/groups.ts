/** Which fields belong together, and what stands around them. */

import type { FormSnapshot } from '../generated/messages';
import { above, action, attribute, beforeOf, connectedOf, controls, fits, inside, parentOf, rootOf, sends } from './dom';
import type { Slices } from './slices';
import { cut, joined, textIn } from './text';

const MOST_FORM_TEXT = 200;
const MOST_PARTS = 50;
const MOST_BUTTONS = 200;
const MOST_LEVELS = 60;
const MOST_CONTROLS = 1000;
const BUTTON = 'button, input[type=submit], input[type=button], input[type=image], [role=button], a[class*=btn i]';
/** Of the address that a form sends to, only what is written: without it, it is the page's own. */
const NAMES = ['name', 'id', 'class', 'action'];
const HEADING = 'legend, h1, h2, h3, h4, h5, h6, [role=heading]';

/** What a container holds of what a form is made of. */
interface Counts {
  lines: number;
  passwords: number;
  buttons: number;
}

/** The containers that fields were put together by, and the number of that of a field. */
export interface Parts {
  all: Element[];
  numberOf(field: Element): number | null;
}

/**
 * Puts fields together: a form that holds two logins is two parts, and so are fields in no form at all.
 *
 * A container grows until it is complete and the next step would take in another one.
 */
export async function partsOf(fields: HTMLInputElement[], slices: Slices): Promise<Parts> {
  const counts = new Map<Element, Counts>();
  const tally = (element: Element, what: keyof Counts): void => {
    let left = MOST_LEVELS;
    for (let at = above(element); at && left > 0; at = above(at), left--) {
      const count = counts.get(at) ?? { lines: 0, passwords: 0, buttons: 0 };
      count[what] += 1;
      counts.set(at, count);
    }
  };
  const roots = new Set<Document | ShadowRoot>();
  for (const field of fields) {
    if (slices.over) await slices.rest();
    tally(field, field.type === 'password' ? 'passwords' : 'lines');
    roots.add(rootOf(field));
  }
  let left = MOST_BUTTONS;
  for (const root of roots) {
    for (const button of root.querySelectorAll(BUTTON)) {
      if (left-- <= 0) break;
      if (slices.over) await slices.rest();
      tally(button, 'buttons');
    }
  }
  const all: Element[] = [];
  const numbers = new Map<Element, number | null>();
  for (const field of fields) {
    if (slices.over) await slices.rest();
    const part = container(field, counts);
    if (!part || part === field.form) continue;
    if (!all.includes(part) && all.length < MOST_PARTS) all.push(part);
    const number = all.indexOf(part);
    numbers.set(field, number >= 0 ? number : null);
  }
  return { all, numberOf: (field) => numbers.get(field) ?? null };
}

function container(field: HTMLInputElement, counts: Map<Element, Counts>): Element | null {
  let at: Element | null = above(field);
  for (let left = MOST_LEVELS; at && left > 0; left--) {
    const next = above(at);
    if (at === field.form || at === document.body || !next) break;
    const [here, there] = [counts.get(at), counts.get(next)];
    if (here && there && here.buttons > 0 && here.lines > 0 && there.lines > here.lines) {
      const login = here.passwords > 0 && there.passwords > here.passwords;
      const step = there.passwords === 0 && there.buttons > here.buttons;
      if (login || step) break;
    }
    at = next;
  }
  return at;
}

/** What a form says about itself; one that is gone says nothing. */
export function lookAtForm(form: HTMLFormElement | undefined): FormSnapshot {
  if (!form || !connectedOf(form)) return around(null, [], '');
  return around(form, controls(form), action(form));
}

/** What a container says about itself. */
export function lookAtPart(part: Element): FormSnapshot {
  return around(part, [...inside(part, 'input, button, select, textarea')].slice(0, MOST_CONTROLS), '');
}

function around(element: Element | null, all: Element[], target: string): FormSnapshot {
  const sending = all.filter(sends);
  const pressed = element ? [...inside(element, BUTTON)].slice(0, 20) : [];
  const buttons = sending.length > 0 ? sending : pressed;
  const links = [...pressed.filter((one) => !buttons.includes(one)), ...(element ? inside(element, 'a') : [])];
  const count = (selector: string): number => all.filter((control) => fits(control, selector)).length;
  return {
    action: target,
    buttons: joined(buttons.slice(0, 10).map(buttonText), MOST_FORM_TEXT),
    names: element ? joined(NAMES.map((name) => attribute(element, name))) : '',
    heading: element ? heading(element) : '',
    links: joined(links.slice(0, 10).map(buttonText), MOST_FORM_TEXT),
    selects: count('select'),
    textAreas: count('textarea'),
    checks: count('[type=checkbox]'),
  };
}

function buttonText(button: Element): string {
  const own = button instanceof HTMLInputElement ? attribute(button, 'value') : textIn(button);
  const named = ['aria-label', 'title', 'alt'].map((name) => attribute(button, name)).find(Boolean);
  return cut(own || named || attribute(button.querySelector('img') ?? button, 'alt') || attribute(button, 'name'));
}

/** Headings inside, or else the nearest one before. */
function heading(element: Element): string {
  const within = [...inside(element, HEADING)].slice(0, 3).map((one) => textIn(one));
  const own = [attribute(element, 'aria-label'), ...within];
  if (own.some(Boolean)) return joined(own);
  let at: Element | null = element;
  for (let level = 0; at && level < 5; level++, at = parentOf(at)) {
    let left = 10;
    for (let before = beforeOf(at); before && left > 0; before = beforeOf(before), left--) {
      if (!(before instanceof Element)) continue;
      if (inside(before, 'input:not([type=hidden])').length > 0) return '';
      const last = fits(before, HEADING) ? before : [...inside(before, HEADING)].at(-1);
      const text = textIn(last ?? null);
      if (text !== '') return text;
    }
  }
  return '';
}
