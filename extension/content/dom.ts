/** Reading a document that may try to mislead: forms answer to the names of their fields, so their own are taken. */

const { getAttribute, hasAttribute, matches, querySelector, querySelectorAll, getBoundingClientRect } = Element.prototype;
const { getRootNode } = Node.prototype;
const actionOf = getter<string>(HTMLFormElement.prototype, 'action');
const elementsOf = getter<HTMLFormControlsCollection>(HTMLFormElement.prototype, 'elements');
const ownerOf = getter<HTMLFormElement | null>(HTMLInputElement.prototype, 'form');
const parentOf = getter<Element | null>(Node.prototype, 'parentElement');
const beforeOf = getter<ChildNode | null>(Node.prototype, 'previousSibling');
const firstOf = getter<ChildNode | null>(Node.prototype, 'firstChild');
const connectedOf = getter<boolean>(Node.prototype, 'isConnected');
const shadowRootOf = getter<ShadowRoot | null>(Element.prototype, 'shadowRoot');
const slotOf = getter<HTMLSlotElement | null>(Element.prototype, 'assignedSlot');

function getter<T>(prototype: object, name: string): (node: Node) => T {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get as (this: Node) => T;
  return (node) => get.call(node);
}

/** An attribute, or the empty text. */
export function attribute(element: Element, name: string): string {
  return getAttribute.call(element, name) ?? '';
}

/** Whether an element has an attribute. */
export function has(element: Element, name: string): boolean {
  return hasAttribute.call(element, name);
}

/** Whether an element fits a selector. */
export function fits(element: Element, selector: string): boolean {
  return matches.call(element, selector);
}

/** The elements inside of another one that fit a selector. */
export function inside(element: Element, selector: string): NodeListOf<Element> {
  return querySelectorAll.call(element, selector);
}

/** Whether there is an element inside of another one that fits a selector. */
export function holds(element: Element, selector: string): boolean {
  return querySelector.call(element, selector) !== null;
}

/** Where an element is drawn. */
export function rectOf(element: Element): DOMRect {
  return getBoundingClientRect.call(element);
}

/** The document or shadow tree that an element is in. */
export function rootOf(node: Node): Document | ShadowRoot {
  return getRootNode.call(node) as Document | ShadowRoot;
}

export { beforeOf, connectedOf, parentOf };

/** The controls of a form. A picture that sends it is none in the words of HTML (`form.elements`), and counts here. */
export function controls(form: HTMLFormElement): Element[] {
  const pictures = [...find(rootOf(form), 'input[type=image]')].filter((picture) => ownerOf(picture) === form);
  return [...elementsOf(form), ...pictures];
}

/** The elements of a tree that fit a selector. */
function find(root: Document | ShadowRoot, selector: string): NodeListOf<Element> {
  const { querySelectorAll: all } = root instanceof Document ? Document.prototype : DocumentFragment.prototype;
  return all.call(root, selector);
}

/** Whether pressing this sends the form. */
export function sends(control: Element): control is HTMLButtonElement | HTMLInputElement {
  if (control instanceof HTMLButtonElement) return control.type === 'submit';
  return control instanceof HTMLInputElement && (control.type === 'submit' || control.type === 'image');
}

/** Where a form sends to: of it and its buttons, the strangest place. */
export function action(form: HTMLFormElement): string {
  const buttons = controls(form).filter((control) => sends(control) && attribute(control, 'formaction') !== '');
  const targets = [actionOf(form), ...buttons.map((control) => (control as HTMLButtonElement).formAction)];
  return targets.reduce((worst, target) => (strangeness(target) > strangeness(worst) ? target : worst));
}

/** To nowhere, or to a script of the page. */
const NOWHERE = ['javascript', 'about'];

/** How much of a surprise it is that something is sent there; what asks and what does not is decided elsewhere. */
function strangeness(target: string): number {
  const url = URL.parse(target);
  const own = URL.parse(window.origin);
  if (NOWHERE.includes(url?.protocol.slice(0, -1) ?? '')) return 0;
  if (url?.hostname !== own?.hostname || !url?.protocol.startsWith('http')) return 2;
  return url.origin === own?.origin ? 0 : 1;
}

type Openable = Element & { openOrClosedShadowRoot?: ShadowRoot | null };

/** Elements besides custom ones that can hold a shadow tree (DOM, "valid shadow host name"). */
const HOSTS = /^(article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span)$/;

/**
 * The shadow tree of an element, closed ones too where the browser lets extensions see them.
 *
 * Asking for a closed one takes long in Chromium, so of elements that are not custom only empty ones are asked: what has
 * a tree of its own rarely has children beside it.
 */
export function shadowOf(element: Element): ShadowRoot | null {
  const open = shadowRootOf(element);
  if (open) return open;
  const inFirefox = (element as Openable).openOrClosedShadowRoot;
  if (inFirefox !== undefined) return inFirefox;
  if (!(element instanceof HTMLElement)) return null;
  const name = element.localName;
  if (!name.includes('-') && (firstOf(element) !== null || !HOSTS.test(name))) return null;
  return globalThis.chrome?.dom?.openOrClosedShadowRoot(element) ?? null;
}

/**
 * What an event is about, also in closed trees, of which a listener outside is only told the host: what was pressed at a
 * point, or else what has the focus.
 */
export function innermost(event: Event): EventTarget | undefined {
  const at = event instanceof MouseEvent && event.detail > 0 ? event : undefined;
  let target = event.composedPath()[0];
  while (target instanceof HTMLElement && !(target instanceof HTMLInputElement)) {
    const root = shadowOf(target);
    const next = root && (at ? root.elementFromPoint(at.clientX, at.clientY) : root.activeElement);
    if (!next || next === target) break;
    target = next;
  }
  return target;
}

/** The parent as seen on screen: out of a shadow tree into its host. */
export function above(element: Element): Element | null {
  const up = slotOf(element) ?? parentOf(element);
  if (up) return up;
  const root = rootOf(element);
  return root instanceof ShadowRoot ? root.host : null;
}
