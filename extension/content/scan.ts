import type { FieldSnapshot, Snapshot } from '../generated/messages';
import { action, attribute, beforeOf, fits, holds, parentOf, rootOf, shadowOf } from './dom';
import { lookAtForm, lookAtPart, partsOf } from './groups';
import { type KnownField, documentToken, formNumber, keyOf, knownForms, remember } from './known';
import { editable, visible } from './see';
import { Slices } from './slices';
import { cut, joined, textIn } from './text';

const KINDS = new Set(['text', 'email', 'tel', 'password', 'url', 'number', 'search']);
const FIELD = 'input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button])';
const MOST_FIELDS = 500;
const MOST_RULES = 200;
/** Shadow trees are looked for in this many elements at most; pages have been seen with a million. */
const MOST_ELEMENTS = 30_000;
/** Between two looks at the clock. */
const STRIDE = 64;

/** Whether the document holds a field, without a look into shadow trees: cheap enough for every change of a page. */
export function mightMatter(): boolean {
  return document.querySelector(FIELD) !== null;
}

/**
 * Looks at all fields of this document. Reads no value, only whether there is one.
 *
 * `lasting` is for a user's gesture: only what was seen then may be filled.
 *
 * Works in slices: a field that changes meanwhile is seen as it was when it had its turn, and looked at again when it is
 * filled.
 */
export async function scan(lasting = true): Promise<Snapshot> {
  const slices = new Slices();
  const found = await collect(slices);
  const parts = await partsOf(found, slices);
  const known = new Map<number, KnownField>();
  const targets = new Map<HTMLFormElement, string>();
  const fields: FieldSnapshot[] = [];
  for (const element of found) {
    await slices.rest();
    const { form } = element;
    // A field of a form too many: nobody would know where it sends to (T-35).
    const number = formNumber(form);
    if (number === undefined) continue;
    if (form && !targets.has(form)) targets.set(form, action(form));
    fields.push(look(element, number, parts.numberOf(element), form ? (targets.get(form) ?? '') : '', known));
  }
  if (lasting) remember(known);
  const forms = [];
  for (const form of knownForms()) forms.push(await lookAtForm(form, slices));
  const containers = [];
  for (const part of parts.all) containers.push(await lookAtPart(part, slices));
  slices.end();
  return {
    origin: window.origin,
    document: documentToken,
    top: window.top === window,
    title: cut(document.title),
    forms,
    parts: containers,
    fields,
  };
}

async function collect(slices: Slices): Promise<HTMLInputElement[]> {
  const found: HTMLInputElement[] = [];
  let left = MOST_ELEMENTS;
  const walk = async (root: Document | ShadowRoot): Promise<void> => {
    for (const element of root.querySelectorAll('*')) {
      if (found.length === MOST_FIELDS || left-- <= 0) return;
      if (left % STRIDE === 0) await slices.rest();
      if (element instanceof HTMLInputElement) {
        if (KINDS.has(element.type)) found.push(element);
        continue;
      }
      const shadow = shadowOf(element);
      if (shadow) await walk(shadow);
    }
  };
  await walk(document);
  return found;
}

function look(
  element: HTMLInputElement,
  form: number | null,
  part: number | null,
  target: string,
  known: Map<number, KnownField>,
): FieldSnapshot {
  const key = keyOf(element);
  const name = attribute(element, 'name');
  const root = rootOf(element);
  known.set(key, {
    element: new WeakRef(element),
    kind: element.type,
    name,
    form,
    action: target,
  });
  const { label, hint, near } = words(element, root);
  return {
    key,
    form,
    part,
    kind: element.type,
    autocomplete: cut(attribute(element, 'autocomplete')),
    name: cut(name),
    id: cut(element.id),
    label,
    hint,
    near,
    visible: visible(element),
    editable: editable(element),
    focused: root.activeElement === element,
    filled: element.value !== '',
    minLength: element.minLength >= 0 ? element.minLength : null,
    maxLength: element.maxLength >= 0 ? element.maxLength : null,
    pattern: cut(element.pattern, MOST_RULES),
    passwordRules: cut(attribute(element, 'passwordrules'), MOST_RULES),
    inputMode: cut(element.inputMode),
  };
}

/** All that tells people what a field is for. */
function words(element: HTMLInputElement, root: Document | ShadowRoot): Pick<FieldSnapshot, 'label' | 'hint' | 'near'> {
  const named = attribute(element, 'aria-labelledby').split(/\s+/).filter(Boolean).slice(0, 5);
  const labels = [...(element.labels ?? [])].slice(0, 3);
  const label = joined([
    ...labels.map((one) => textIn(one)),
    attribute(element, 'aria-label'),
    ...named.map((id) => textIn(root.getElementById(id))),
  ]);
  const hint = joined([attribute(element, 'placeholder'), attribute(element, 'title')]);
  return { label, hint, near: label === '' ? textBefore(element) : '' };
}

/** The nearest text before a field that has no label, at most three levels up. */
function textBefore(element: Element): string {
  let at: Element | null = element;
  for (let level = 0; at && level < 3; level++, at = parentOf(at)) {
    let left = 5;
    for (let before = beforeOf(at); before && left > 0; before = beforeOf(before), left--) {
      if (before instanceof Element && ofAnother(before)) return '';
      const text = textIn(before);
      if (text !== '') return text;
    }
  }
  return '';
}

/** Whether a text is about another field. */
function ofAnother(element: Element): boolean {
  const controls = 'input:not([type=hidden]), select, textarea, label[for]';
  return fits(element, controls) || holds(element, controls);
}
