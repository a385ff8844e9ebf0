/** Reading a document that may try to mislead: forms answer to the names of their fields, so their own are taken. */

const getAttribute = Element.prototype.getAttribute;
const actionOf = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'action')?.get;
const elementsOf = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, 'elements')?.get;

/** An attribute, or the empty text. */
export function attribute(element: Element, name: string): string {
  return getAttribute.call(element, name) ?? '';
}

/** The controls of a form. */
export function controls(form: HTMLFormElement): Element[] {
  return [...(elementsOf?.call(form) as HTMLFormControlsCollection)];
}

/** Whether pressing this sends the form. */
export function sends(control: Element): control is HTMLButtonElement | HTMLInputElement {
  if (control instanceof HTMLButtonElement) return control.type === 'submit';
  return control instanceof HTMLInputElement && (control.type === 'submit' || control.type === 'image');
}

/** Where a form sends to. A button that sends elsewhere counts more, because it is the surprise. */
export function action(form: HTMLFormElement): string {
  const own = String(actionOf?.call(form));
  const other = controls(form)
    .filter((control) => sends(control) && attribute(control, 'formaction') !== '')
    .map((control) => (control as HTMLButtonElement).formAction)
    .find((target) => URL.parse(target)?.origin !== URL.parse(own)?.origin);
  return other ?? own;
}

type Openable = Element & { openOrClosedShadowRoot?: ShadowRoot | null };

/** The shadow tree of an element, closed ones too where the browser lets extensions see them. */
export function shadowOf(element: Element): ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot;
  const inFirefox = (element as Openable).openOrClosedShadowRoot;
  if (inFirefox !== undefined) return inFirefox;
  if (!(element instanceof HTMLElement)) return null;
  return globalThis.chrome?.dom?.openOrClosedShadowRoot(element) ?? null;
}

/** The parent as seen on screen: out of a shadow tree into its host. */
export function above(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}
