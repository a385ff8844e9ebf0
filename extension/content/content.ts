import type { FillOrder, FillReport, Snapshot } from '../generated/messages';
import { account } from './account';
import { innermost } from './dom';
import { fill } from './fill';
import { documentToken, fieldOf, holdsNew } from './known';
import { mightMatter, scan } from './scan';

/** What the background calls in a document. */
export interface PageScript {
  scan(): Promise<Snapshot>;
  fill(order: FillOrder): Promise<FillReport>;
  account(mark: string, key: number): string | null;

  // For the script that stays, in the same world:
  /** A look that no user asked for: nothing is filled by it. */
  look(): Promise<Snapshot>;
  /** Whether a look could find anything. */
  mightMatter(): boolean;
  /** The element of a field. */
  field(key: number): HTMLInputElement | undefined;
  /** What an event is about, also in closed trees. */
  innermost(event: Event): EventTarget | undefined;
  /** Whether we put a new password into a field, which nobody has yet. */
  holdsNew(field: HTMLInputElement): boolean;
  /** Random text for this document. */
  readonly token: string;
}

// This runs in the isolated world, where the page's changes to built-in objects do not reach. It is put into a
// document only after the user asked for it, listens to nothing but that the document is left, and is the same object
// when put in again.
globalThis.__nearkey ??= Object.freeze({
  scan: () => scan(),
  fill,
  account,
  look: () => scan(false),
  mightMatter,
  field: fieldOf,
  innermost,
  holdsNew,
  get token() {
    return documentToken;
  },
});
