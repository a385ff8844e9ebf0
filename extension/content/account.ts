import { documentToken, fields } from './known';

/** Fields in which people type who they are. */
const KINDS = new Set(['text', 'email', 'tel']);
const MOST_TEXT = 200;

const getter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.get;

/** The text in one field of this very document, as it was when it was looked at; never of a field for passwords. */
export function account(mark: string, key: number): string | null {
  const known = fields.get(key);
  const element = known?.element.deref();
  if (mark !== documentToken || !element?.isConnected || element.ownerDocument !== document) return null;
  // One that shows its password as text was one for passwords, or will be.
  if (known?.kind !== element.type || !KINDS.has(element.type)) return null;
  if (/password|one-time-code|cc-/i.test(element.autocomplete)) return null;
  return String(getter?.call(element)).slice(0, MOST_TEXT);
}
