/** So many are named; of the others it is said how many there are. */
const NAMED = 12;

/** The first of many, and how many more there are. */
export function firstOf<T>(all: T[]): { shown: T[]; more: number } {
  // One more than the limit is named, too: it takes no more room than saying that there is one.
  const shown = all.length <= NAMED + 1 ? all : all.slice(0, NAMED);
  return { shown, more: all.length - shown.length };
}
