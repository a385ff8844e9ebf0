import type { FillOrder, FillReport, FillValue, WhyNot } from '../generated/messages';
import { action, attribute } from './dom';
import { documentToken, fields, filledWith, fillsLocked, formNumber } from './known';
import { isFrom } from './origin';
import { editable, inSight, visible } from './see';

/** Long enough for a page's own code to take a value back or change it. */
const SETTLE_MS = 30;

const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;

/** A field, what goes into it and what was there. */
interface Change {
  key: number;
  element: HTMLInputElement;
  value: string;
  exact: boolean;
  before: string;
}

/** Carries out a whole order or none of it. Never sends a form and presses no key. */
export async function fill(order: FillOrder): Promise<FillReport> {
  if (order.document !== documentToken || !isFrom(order.origin)) return refuse('pageChanged');

  const changes: Change[] = [];
  for (const value of order.values) {
    const element = stillThere(value);
    if (!element) return refuse('pageChanged');
    if (!visible(element) || !editable(element)) return refuse('noForm');
    if (element.maxLength >= 0 && value.value.length > element.maxLength) return refuse('didNotFit');
    changes.push({ key: value.key, element, value: value.value, exact: value.exact, before: element.value });
  }
  if (changes.length === 0) return refuse('noForm');
  // In a frame of another site only the browser knows what covers or hides it.
  if (!(await inSight(changes.map(({ element }) => element)))) return refuse('noForm');
  if (order.values.some((value) => !stillThere(value))) return refuse('pageChanged');

  const done: Change[] = [];
  let why: WhyNot | null = null;
  for (const change of changes) {
    const value = order.values.find(({ key }) => key === change.key);
    const last = change === changes.at(-1);
    const hadFocus = focused(change.element);
    change.element.focus({ preventScroll: true });
    // The page hears of the focus and of fields before this one, and may have changed in answer.
    why = value && stillThere(value) === change.element && editable(change.element) ? null : 'pageChanged';
    if (why) break;
    done.push(change);
    if (change.element.readOnly) fillsLocked(change.element);
    filledWith(change.element, order.new);
    put(change.element, change.value);
    if (last && !hadFocus) change.element.blur();
  }

  if (!why) {
    await new Promise((settled) => setTimeout(settled, SETTLE_MS));
    if (done.some((change) => !holds(change))) why = 'didNotFit';
  }
  if (why) {
    for (const { element, before } of done.reverse()) {
      filledWith(element, false);
      put(element, before);
    }
    return refuse(why);
  }
  return { document: documentToken, filled: done.map(({ key }) => key), refused: null };
}

/** Whether a field holds what was put into it; where the page writes it in its own way, by letters and digits. */
function holds({ element, value, exact }: Change): boolean {
  if (element.value === value) return true;
  return !exact && plain(element.value) === plain(value);
}

/** What a mask leaves alone: letters and digits, whatever their case. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The field of a value, if it and its form are what they were when they were looked at. */
function stillThere({ key, kind, ...value }: FillValue): HTMLInputElement | undefined {
  // Chromium leaves members that are null out of what it hands to a page.
  const form = value.form ?? null;
  const known = fields.get(key);
  const element = known?.element.deref();
  if (!known || !element?.isConnected || element.ownerDocument !== document) return undefined;
  const same =
    element.type === kind &&
    known.kind === kind &&
    known.form === form &&
    formNumber(element.form) === form &&
    (element.form === null) === (form === null) &&
    known.name === attribute(element, 'name') &&
    known.action === (element.form ? action(element.form) : '');
  return same ? element : undefined;
}

function focused(element: HTMLInputElement): boolean {
  return (element.getRootNode() as Document | ShadowRoot).activeElement === element;
}

/** Sets a value past the wrappers that page code puts around `value`, then says so as typing would. */
function put(element: HTMLInputElement, value: string): void {
  setter?.call(element, value);
  element.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertReplacementText' }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
}

function refuse(why: WhyNot): FillReport {
  return { document: documentToken, filled: [], refused: why };
}
