/** What a person did, as opposed to what a page did in a person's name. */

/** A gesture older than this when it arrives was kept back by the page (T-40). */
const FRESH_MS = 1_000;

let used = -1;

/** Whether this was made by hand, a moment ago (T-39, T-40). */
export function isFresh(event: Event): boolean {
  return event.isTrusted && performance.now() - event.timeStamp <= FRESH_MS;
}

/** Takes a gesture for one thing to be done; it is good for no second one. */
export function take(event: Event): boolean {
  if (!isFresh(event) || event.timeStamp === used) return false;
  used = event.timeStamp;
  return true;
}
