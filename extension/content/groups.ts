/** Which fields belong together, and what stands around them. */

import type { FormSnapshot } from '../generated/messages';
import { above, action, attribute, beforeOf, connectedOf, controls, fits, holds, inside, parentOf, rootOf, sends } from './dom';
import type { Slices } from './slices';
import { cut, joined, textIn } from './text';

const MOST_FORM_TEXT = 200;
const MOST_PARTS = 50;
const MOST_BUTTONS = 200;
const MOST_LEVELS = 60;
const MOST_CONTROLS = 1000;
const MOST_TEXTS = 10;
const NOTHING: FormSnapshot = {
  action: '',
  buttons: '',
  names: '',
  heading: '',
  links: '',
  selects: 0,
  textAreas: 0,
  checks: 0,
};
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
    await slices.rest();
    tally(field, field.type === 'password' ? 'passwords' : 'lines');
    roots.add(rootOf(field));
  }
  let left = MOST_BUTTONS;
  for (const root of roots) {
    for (const button of root.querySelectorAll(BUTTON)) {
      if (left-- <= 0) break;
      await slices.rest();
      if (!inline(button)) tally(button, 'buttons');
    }
  }
  const all: Element[] = [];
  const numbers = new Map<Element, number | null>();
  for (const field of fields) {
    await slices.rest();
    const part = container(field, counts);
    if (!part || part === field.form) continue;
    if (!all.includes(part) && all.length < MOST_PARTS) all.push(part);
    const number = all.indexOf(part);
    numbers.set(field, number >= 0 ? number : null);
  }
  return { all, numberOf: (field) => numbers.get(field) ?? null };
}

/** Whether a button only serves one field: shows a password, empties a line. */
function inline(button: Element): boolean {
  const { form } = button as HTMLButtonElement | HTMLInputElement;
  if (form && !sends(button)) return true;
  const parent = parentOf(button);
  return parent !== null && inside(parent, ':scope > input:not([type=hidden])').length === 1;
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
export async function lookAtForm(form: HTMLFormElement | undefined, slices: Slices): Promise<FormSnapshot> {
  await slices.rest();
  if (!form || !connectedOf(form)) return NOTHING;
  return around(form, controls(form), action(form), slices);
}

/** What a container says about itself. */
export async function lookAtPart(part: Element, slices: Slices): Promise<FormSnapshot> {
  await slices.rest();
  return around(part, [...inside(part, 'input, button, select, textarea')].slice(0, MOST_CONTROLS), '', slices);
}

async function around(element: Element, all: Element[], target: string, slices: Slices): Promise<FormSnapshot> {
  const sending = all.filter(sends);
  const pressed = [...inside(element, BUTTON)].slice(0, MOST_TEXTS);
  const buttons = sending.length > 0 ? sending : pressed;
  await slices.rest();
  const links = [...pressed.filter((one) => !buttons.includes(one)), ...inside(element, 'a')];
  const count = (selector: string): number => all.filter((control) => fits(control, selector)).length;
  return {
    action: target,
    buttons: joined(buttons.slice(0, MOST_TEXTS).map(buttonText), MOST_FORM_TEXT),
    names: joined(NAMES.map((name) => attribute(element, name))),
    heading: await heading(element, slices),
    links: joined(links.slice(0, MOST_TEXTS).map(buttonText), MOST_FORM_TEXT),
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
async function heading(element: Element, slices: Slices): Promise<string> {
  const within = [...inside(element, HEADING)].slice(0, 3).map((one) => textIn(one));
  const own = [attribute(element, 'aria-label'), ...within];
  if (own.some(Boolean)) return joined(own);
  let at: Element | null = element;
  for (let level = 0; at && level < 5; level++, at = parentOf(at)) {
    let left = 10;
    for (let before = beforeOf(at); before && left > 0; before = beforeOf(before), left--) {
      if (!(before instanceof Element)) continue;
      await slices.rest();
      if (holds(before, 'input:not([type=hidden])')) return '';
      const last = fits(before, HEADING) ? before : [...inside(before, HEADING)].at(-1);
      const text = textIn(last ?? null);
      if (text !== '') return text;
    }
  }
  return '';
}
