import type { Key } from '../ui/text';

/** The brain takes nothing shorter. */
export const SHORTEST = 8;

/** What is said about a passphrase. */
export interface Strength {
  /** 0 too short, 1 weak, 2 fair, 3 good. */
  level: 0 | 1 | 2 | 3;
  says: Key;
}

/** Beginnings that everybody tries first; letters only, lower case. */
const COMMON = /passwor|kennwor|passphra|qwert|abcde|letmein|iloveyou|schatz|nearkey|anotherpass|admin|welcome|willkommen/;
const RUN_LENGTH = 4;

/**
 * A hint, not a measure: counts characters that are hard to foresee. Repeats, runs like `1234` and words that
 * everybody tries first count little.
 */
export function strength(passphrase: string): Strength {
  const characters = [...passphrase];
  if (characters.length < SHORTEST) return { level: 0, says: 'strength_short' };
  const words = new Set(passphrase.toLowerCase().split(/[\s\-_.]+/).filter((word) => word.length > 2)).size;
  const unforeseen = characters.length - foreseen(characters);
  const plain = COMMON.test(passphrase.toLowerCase().replace(/[^a-z]/g, ''));
  if (new Set(characters).size < 5 || unforeseen < 10 || (plain && unforeseen < 20)) return { level: 1, says: 'strength_weak' };
  if (unforeseen >= 18 || words >= 4) return { level: 3, says: 'strength_good' };
  return { level: 2, says: 'strength_fair' };
}

/** How many characters only go on with what came before: the same again, or the next one of a run. */
function foreseen(characters: string[]): number {
  let all = 0;
  let run = 1;
  let before: number | undefined;
  for (let at = 1; at < characters.length; at++) {
    const step = (characters[at]?.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? 0);
    run = step === before && Math.abs(step) <= 1 ? run + 1 : Math.abs(step) <= 1 ? 2 : 1;
    before = step;
    if (run === RUN_LENGTH) all += RUN_LENGTH - 1;
    else if (run > RUN_LENGTH) all += 1;
  }
  return all;
}
