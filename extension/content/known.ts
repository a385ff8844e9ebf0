/** What is remembered about a document between looking and filling. */

/** How a field was when it was looked at. */
export interface KnownField {
  element: WeakRef<HTMLInputElement>;
  kind: string;
  name: string;
  form: number | null;
  /** Where the form sent to. */
  action: string;
}

/** Random text for this document, from when it is shown until it is left. */
export let documentToken: string = token();

// A document that comes back from the browser's memory is not the one that the user meant (T-29).
addEventListener('pagehide', () => (documentToken = token()));

function token(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Fields by their number, as of the last look that a user asked for. */
export let fields: ReadonlyMap<number, KnownField> = new Map();

/** What a look that a user asked for found. */
export function remember(found: ReadonlyMap<number, KnownField>): void {
  fields = found;
}

/** Fields that we put something into which nobody has yet. */
const fresh = new WeakSet<HTMLInputElement>();

/** We put something new into a field, or, later, something that is known. */
export function filledWith(field: HTMLInputElement, isNew: boolean): void {
  if (isNew) fresh.add(field);
  else fresh.delete(field);
}

/** Whether what we put into a field last was new. */
export function holdsNew(field: HTMLInputElement): boolean {
  return fresh.has(field);
}

/** Forms in the order they were first seen: a number keeps its meaning while its form is there, or one of its fields. */
const forms: Array<WeakRef<HTMLFormElement>> = [];
const MOST_FORMS = 50;

/** Fields that were locked when we filled them. */
const wereLocked = new WeakSet<HTMLInputElement>();

/** What is about to be filled is locked. */
export function fillsLocked(field: HTMLInputElement): void {
  wereLocked.add(field);
}

/** Whether what stands in a locked field came from us. */
export function wasLocked(field: HTMLInputElement): boolean {
  return wereLocked.has(field);
}

const keys = new WeakMap<HTMLInputElement, number>();
const elements = new Map<number, WeakRef<HTMLInputElement>>();
const forgotten = new FinalizationRegistry<number>((key) => elements.delete(key));
let lastKey = 0;

/** The number of a field, given once. */
export function keyOf(field: HTMLInputElement): number {
  const known = keys.get(field);
  if (known !== undefined) return known;
  const key = ++lastKey;
  keys.set(field, key);
  elements.set(key, new WeakRef(field));
  forgotten.register(field, key);
  return key;
}

/** The field with a number, while it is there. */
export function fieldOf(key: number): HTMLInputElement | undefined {
  return elements.get(key)?.deref();
}

/** The number of a form; `null` if there is no form, nothing if there are too many. */
export function formNumber(form: HTMLFormElement | null): number | null | undefined {
  if (!form) return null;
  const at = forms.findIndex((known) => known.deref() === form);
  if (at >= 0) return at;
  if (forms.length < MOST_FORMS) return forms.push(new WeakRef(form)) - 1;
  const left = [...fields.values()].filter(({ element }) => element.deref()?.isConnected);
  const named = new Set(left.map((field) => field.form));
  const gone = forms.findIndex((known, number) => !named.has(number) && known.deref()?.isConnected !== true);
  if (gone < 0) return undefined;
  forms[gone] = new WeakRef(form);
  return gone;
}

/** All forms that have a number; those that are gone leave a gap. */
export function knownForms(): Array<HTMLFormElement | undefined> {
  return forms.map((form) => form.deref());
}
