import type { FieldSnapshot, FormSnapshot, Snapshot } from '../generated/messages';
import { action, attribute, controls, sends, shadowOf } from './dom';
import { documentToken, fields, formNumber, keyOf, knownForms } from './known';
import { editable, visible } from './see';

const KINDS = new Set(['text', 'email', 'tel', 'password', 'url', 'number', 'search']);
const MOST_FIELDS = 500;
const MOST_TEXT = 100;
const MOST_FORM_TEXT = 200;
/** Shadow trees are looked for in this many elements at most; pages have been seen with a million. */
const MOST_ELEMENTS = 30_000;

/** Looks at all fields of this document. Reads no value, only whether there is one. */
export function scan(): Snapshot {
  const found = collect();
  fields.clear();
  const seen = found.map(look);
  return {
    origin: window.origin,
    document: documentToken,
    top: window.top === window,
    forms: knownForms().map(lookAtForm),
    fields: seen,
  };
}

function collect(): HTMLInputElement[] {
  const found: HTMLInputElement[] = [];
  let left = MOST_ELEMENTS;
  const walk = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll('*')) {
      if (found.length === MOST_FIELDS || left-- <= 0) return;
      if (element instanceof HTMLInputElement) {
        if (KINDS.has(element.type)) found.push(element);
        continue;
      }
      const shadow = shadowOf(element);
      if (shadow) walk(shadow);
    }
  };
  walk(document);
  return found;
}

function look(element: HTMLInputElement): FieldSnapshot {
  const key = keyOf(element);
  const form = formNumber(element.form);
  const name = attribute(element, 'name');
  const root = element.getRootNode() as Document | ShadowRoot;
  fields.set(key, {
    element: new WeakRef(element),
    kind: element.type,
    name,
    form,
    action: element.form ? action(element.form) : '',
  });
  return {
    key,
    form,
    kind: element.type,
    autocomplete: cut(attribute(element, 'autocomplete')),
    name: cut(name),
    id: cut(element.id),
    label: label(element, root),
    visible: visible(element),
    editable: editable(element),
    focused: root.activeElement === element,
    filled: element.value !== '',
    maxLength: element.maxLength >= 0 ? element.maxLength : null,
  };
}

function lookAtForm(form: HTMLFormElement | undefined): FormSnapshot {
  if (!form?.isConnected) return { action: '', text: '' };
  const buttons = controls(form)
    .filter((control) => sends(control) || control instanceof HTMLButtonElement)
    .map((button) => (button instanceof HTMLInputElement ? button.value : textIn(button)));
  const texts = [...buttons, attribute(form, 'name'), attribute(form, 'id')];
  return { action: action(form), text: cut(texts.join(' '), MOST_FORM_TEXT) };
}

/** All that tells people what a field is for. */
function label(element: HTMLInputElement, root: Document | ShadowRoot): string {
  const named = attribute(element, 'aria-labelledby').split(/\s+/).filter(Boolean).slice(0, 5);
  const texts = [
    ...[...(element.labels ?? [])].slice(0, 3).map(textIn),
    attribute(element, 'aria-label'),
    ...named.map((id) => textIn(root.getElementById(id))),
    attribute(element, 'title'),
    attribute(element, 'placeholder'),
  ].filter((text) => text.trim() !== '');
  return cut((texts.length > 0 ? texts : [textBefore(element)]).join(' '));
}

/** The nearest text before a field that has no label, at most three levels up. */
function textBefore(element: Element): string {
  let at: Element | null = element;
  for (let level = 0; at && level < 3; level++, at = at.parentElement) {
    for (let before = at.previousSibling; before; before = before.previousSibling) {
      if (before instanceof Element && ofAnother(before)) return '';
      const text = cut(before.textContent ?? '');
      if (text !== '') return text;
    }
  }
  return '';
}

/** Whether a text is about another field. */
function ofAnother(element: Element): boolean {
  const controls = 'input, select, textarea, label[for]';
  return element.matches(controls) || element.querySelector(controls) !== null;
}

function textIn(element: Element | null): string {
  return cut(element?.textContent ?? '');
}

/** Short, on one line. */
function cut(text: string, most = MOST_TEXT): string {
  return text.slice(0, 4 * most).replace(/\s+/g, ' ').trim().slice(0, most);
}
