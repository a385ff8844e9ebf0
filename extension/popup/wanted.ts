import type { FileView } from '../generated/messages';
import type { Secret } from './seen';
import type { Waits } from './waits';

/**
 * What the desk asked of the background: a secret to be shown or copied, something for the panel or the form, a link, a mark
 * or a move at the server, or a file.
 */
export type What = Secret | `copy-${Secret}` | 'detail' | 'revisions' | 'note' | 'link' | 'mark' | 'move' | FileView;

/** What the desk wants and does not have yet, by the number that the answer repeats. */
export class Wanted {
  readonly #all = new Map<number, What>();
  readonly #waits: Waits;

  constructor(waits: Waits) {
    this.#waits = waits;
  }

  add(seq: number, what: What): void {
    this.#all.set(seq, what);
  }

  has(...whats: What[]): boolean {
    return [...this.#all.values()].some((one) => whats.includes(one));
  }

  /** It is on its way, and has been for a while. */
  isSlow(what: What): boolean {
    return [...this.#all].some(([seq, one]) => one === what && this.#waits.isSlow(seq));
  }

  /** An answer came: to what? */
  take(seq: number): What | undefined {
    const what = this.#all.get(seq);
    this.#all.delete(seq);
    return what;
  }

  /** This is not wanted any more. */
  drop(what: What): void {
    this.#dropIf((one) => one === what);
  }

  /** No secret is to be shown any more. */
  dropSecrets(): void {
    this.#dropIf(isSecret);
  }

  /** Drops secrets that are on their way for a while, to the panel or to the clipboard; says whether there were any. */
  dropSlow(): boolean {
    return this.#dropIf((what, seq) => (isSecret(what) || isCopy(what)) && this.#waits.isSlow(seq));
  }

  /** The panel closes. What is copied goes on; the row in the list shows it. */
  end(): void {
    this.#dropIf((what) => !isCopy(what));
    this.#all.clear();
  }

  #dropIf(is: (what: What, seq: number) => boolean): boolean {
    const dropped = [...this.#all].filter(([seq, what]) => is(what, seq));
    for (const [seq] of dropped) {
      this.#all.delete(seq);
      this.#waits.leave(seq);
    }
    return dropped.length > 0;
  }
}

function isSecret(what: What): what is Secret {
  return typeof what === 'string' && (what.startsWith('field-') || what.startsWith('revision-'));
}

function isCopy(what: What): boolean {
  return typeof what === 'string' && what.startsWith('copy-');
}
