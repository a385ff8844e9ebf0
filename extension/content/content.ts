import type { FillOrder, FillReport, Snapshot } from '../generated/messages';
import { account } from './account';
import { fill } from './fill';
import { documentToken, fields } from './known';
import { scan } from './scan';

/** What the background calls in a document. */
export interface PageScript {
  scan(): Promise<Snapshot>;
  fill(order: FillOrder): Promise<FillReport>;
  account(mark: string, key: number): string | null;
  /** For the script that stays, in the same world: the element of a field, as of the last look. */
  field(key: number): HTMLInputElement | undefined;
  /** Random text for this document. */
  readonly token: string;
}

const field = (key: number): HTMLInputElement | undefined => fields.get(key)?.element.deref();

// This runs in the isolated world, where the page's changes to built-in objects do not reach. It is put into a
// document only after the user asked for it, listens to nothing but that the document is left, and is the same object
// when put in again.
globalThis.__nearkey ??= Object.freeze({
  scan: () => scan(),
  fill,
  account,
  field,
  get token() {
    return documentToken;
  },
});
