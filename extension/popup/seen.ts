import type { CopyField } from '../generated/messages';

/** Names a secret that can be shown: of the item, or the password of an earlier state. */
export type Secret = `field-${string}` | `revision-${number}`;

/** How long a secret is seen (T-99). */
const SEEN_MS = 30_000;

/** The name of a secret of the item itself. */
export function secretOf(field: CopyField): Secret {
  return `field-${typeof field === 'string' ? field : field.custom}`;
}

/** The secrets that are seen just now, each for its half minute. */
export class Seen {
  readonly #values = new Map<Secret, string>();
  readonly #hides = new Map<Secret, ReturnType<typeof setTimeout>>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get(secret: Secret): string | undefined {
    return this.#values.get(secret);
  }

  show(secret: Secret, value: string): void {
    this.#values.set(secret, value);
    clearTimeout(this.#hides.get(secret));
    this.#hides.set(secret, setTimeout(() => this.hide(secret), SEEN_MS));
  }

  hide(secret: Secret): void {
    clearTimeout(this.#hides.get(secret));
    this.#hides.delete(secret);
    this.#values.delete(secret);
    this.#changed();
  }

  hideAll(): void {
    for (const timer of this.#hides.values()) clearTimeout(timer);
    this.#hides.clear();
    this.#values.clear();
  }
}
