/**
 * What a person typed, to be told of once when the form is sent.
 *
 * Only fields that the background named are looked at, only those that were typed into by hand, or got a password that was
 * just made, are read, and only at the moment of sending. Nothing is kept here.
 */

import type { Meaning } from '../generated/messages';
import { isFresh } from './gesture';

/** What was typed into one form. */
export interface Typed {
  user: string;
  password: string;
  new: boolean;
}

const getter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.get;
/** What people press to send. */
const BUTTONS =
  'button, input[type=submit], input[type=image], input[type=button], [role=button], a:not([href]), a[href="#"], a[href^=javascript]';
const KINDS = ['input', 'submit', 'click', 'keydown'] as const;

export class TypedFields {
  readonly #tell: (typed: Typed) => void;
  #roles = new Map<HTMLInputElement, Meaning>();
  /** Fields that were typed into; passwords only until their form is sent. */
  readonly #typed = new Set<HTMLInputElement>();
  /** Account names of these that were told as they are. */
  readonly #told = new Set<HTMLInputElement>();
  #on = false;

  constructor(tell: (typed: Typed) => void) {
    this.#tell = tell;
  }

  /** These fields matter from now on; none, if nothing is to be told. */
  set(roles: Map<HTMLInputElement, Meaning>): void {
    this.#roles = roles;
    if (roles.size > 0 && !this.#on) {
      this.#on = true;
      for (const kind of KINDS) document.addEventListener(kind, this.#heard, true);
      window.addEventListener('pagehide', this.#left);
    }
    if (roles.size === 0) this.end();
  }

  end(): void {
    this.#on = false;
    this.#typed.clear();
    this.#told.clear();
    this.#roles.clear();
    for (const kind of KINDS) document.removeEventListener(kind, this.#heard, true);
    window.removeEventListener('pagehide', this.#left);
  }

  /** A page that puts its form away has sent it. */
  gone(): void {
    for (const field of this.#typed) {
      if (!field.isConnected && this.#isPassword(field)) this.#send(field.form);
    }
    for (const set of [this.#typed, this.#told]) {
      for (const field of set) if (!field.isConnected) set.delete(field);
    }
  }

  readonly #heard = (event: Event): void => {
    // Most of what is pressed in a page has nothing to do with a form.
    if (event.type !== 'input' && (this.#typed.size === 0 || !isFresh(event))) return;
    const target = globalThis.__nearkey?.innermost(event);
    if (!(target instanceof Element)) return;
    if (event.type === 'input') {
      if (!(target instanceof HTMLInputElement) || !this.#roles.has(target)) return;
      this.#told.delete(target);
      if (event.isTrusted) this.#typed.add(target);
      // We filled it: then there is nothing new in it, unless it was made just now.
      else if ((event as InputEvent).inputType === 'insertReplacementText') {
        if (globalThis.__nearkey?.holdsNew(target)) this.#typed.add(target);
        else this.#typed.delete(target);
      }
      return;
    }
    if (event.type === 'submit') this.#send(target as HTMLFormElement);
    else if (event.type === 'keydown') {
      if ((event as KeyboardEvent).key === 'Enter' && this.#typed.has(target as HTMLInputElement)) {
        this.#send((target as HTMLInputElement).form);
      }
    } else {
      const button = target.closest(BUTTONS);
      if (button) this.#pressed(button);
    }
  };

  /** A button of the form, or one near the fields that are in no form. */
  #pressed(button: Element): void {
    const { form } = button as HTMLButtonElement;
    if ((button as HTMLButtonElement).type === 'button' && this.#inForm(form ?? null).length > 1) {
      // Beside the one that sends, such a button shows the password or goes back.
      if (form?.querySelector('[type=submit], button:not([type])')) return;
    }
    this.#send(form ?? null);
  }

  readonly #left = (): void => {
    for (const field of this.#typed) if (this.#isPassword(field)) return this.#send(field.form);
  };

  #isPassword(field: HTMLInputElement): boolean {
    const role = this.#roles.get(field);
    return role === 'currentPassword' || role === 'newPassword';
  }

  #inForm(form: HTMLFormElement | null): HTMLInputElement[] {
    return [...this.#typed].filter((field) => field.form === form);
  }

  #send(form: HTMLFormElement | null): void {
    const fields = this.#inForm(form);
    const value = (role: Meaning): string => {
      const field = fields.find((one) => this.#roles.get(one) === role);
      return field ? String(getter?.call(field)) : '';
    };
    // A name that the page hides like a password is not shown around.
    const isOpen = fields.some((one) => this.#roles.get(one) === 'accountName' && one.type !== 'password');
    const user = isOpen ? value('accountName') : '';
    const fresh = value('newPassword');
    const password = fresh || value('currentPassword');
    const isNews = fields.some((field) => !this.#told.has(field));
    // Whoever mistyped the password types only that again.
    for (const field of fields) {
      if (this.#isPassword(field)) this.#typed.delete(field);
      else this.#told.add(field);
    }
    if (isNews && (user || password)) this.#tell({ user, password, new: fresh !== '' });
  }
}
