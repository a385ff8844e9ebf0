import type { Key } from './text';

/** The brain takes nothing shorter. */
export const SHORTEST = 8;
/** The brain takes more; what comes after these signs makes nothing weaker. */
const LONGEST_MEASURED = 100;
/** Guesses, as powers of ten: below the first it is weak, below the second fair. */
const FAIR = 8;
const GOOD = 12;
/** Words that guessers try first here, beside those of the library's lists. */
const OWN_WORDS = ['nearkey', 'anotherpass', 'passwort', 'kennwort', 'passphrase', 'willkommen', 'schatz'];

/** What is said about a passphrase. */
export interface Strength {
  /** 0 too short, 1 weak, 2 fair, 3 good. */
  level: 0 | 1 | 2 | 3;
  says: Key;
}

type Measure = (passphrase: string) => Promise<number>;

let measure: Promise<Measure> | undefined;

/** Loads what measures: lists of common passwords and words, 240 kB compressed, which no other page needs. */
export function prepare(): void {
  measure ??= load();
}

async function load(): Promise<Measure> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const factory = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: LONGEST_MEASURED });
  return async (passphrase) => (await factory.check(passphrase, OWN_WORDS)).guessesLog10;
}

/** How many guesses a passphrase withstands, by zxcvbn: a hint to the user, not a decision. */
export async function strength(passphrase: string): Promise<Strength> {
  const signs = [...passphrase];
  if (signs.length < SHORTEST) return { level: 0, says: 'strength_short' };
  prepare();
  const guesses = await (await measure)?.(signs.slice(0, LONGEST_MEASURED).join('')) ?? 0;
  if (guesses < FAIR) return { level: 1, says: 'strength_weak' };
  return guesses < GOOD ? { level: 2, says: 'strength_fair' } : { level: 3, says: 'strength_good' };
}
