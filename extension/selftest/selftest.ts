// Runs what only a browser can check and writes a line for each check; the last line is `end`.
import init, { plant, selftest } from '../background/nearkey.js';

const { memory } = await init({ module_or_path: chrome.runtime.getURL('nearkey_bg.wasm') });
const lines = await selftest();
lines.push(forgets());
lines.push('end');
document.querySelector('#lines')!.textContent = lines.join('\n');

/** T-93: a secret that was used and dropped is nowhere in the memory of the module. */
function forgets(): string {
  const name = 'T-93 no dropped secret stays in memory';
  const seed = 7;
  const planted = plant(seed);
  if (!planted?.read()) return `failed ${name}: it could not be planted`;
  if (count(seed) === 0) return `failed ${name}: the search finds nothing even while it is there`;
  planted.free();
  const left = count(seed);
  return left === 0 ? `ok ${name}` : `failed ${name}: found ${left} times`;
}

/** How often the first 16 letters of the seed's text are in memory. */
function count(seed: number): number {
  const letters = Array.from({ length: 16 }, (_, at) => 97 + ((seed * 31 + at * at * 7) % 26));
  const bytes = new Uint8Array(memory.buffer);
  let found = 0;
  for (let at = bytes.indexOf(letters[0]!); at >= 0; at = bytes.indexOf(letters[0]!, at + 1)) {
    if (letters.every((letter, offset) => bytes[at + offset] === letter)) found += 1;
  }
  return found;
}
