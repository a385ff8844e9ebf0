/** What became of emptying the clipboard. */
export type Cleared = 'done' | 'changed' | 'failed';

/** Tells what we copied from everything else: SHA-256 over the salt and the text in UTF-8. */
export interface Mark {
  salt: number[];
  digest: number[];
}

/**
 * Empties the clipboard; needs a document, but no focus. Where the browser lets us look, only if it still holds what we
 * copied. The text is compared here and goes nowhere.
 */
export async function clear(mark: Mark, mayRead: boolean): Promise<Cleared> {
  const text = mayRead ? await read() : null;
  if (text !== null && !(await isMarked(text, mark))) return 'changed';
  const done = empty() || (await navigator.clipboard.writeText('').then(() => true, () => false));
  return done ? 'done' : 'failed';
}

/** The text in the clipboard; nothing if it cannot be told. */
async function read(): Promise<string | null> {
  // Firefox. Chromium wants the focus for it, which a document that nobody sees never has.
  const modern = await navigator.clipboard.readText().catch(() => null);
  return modern ?? pasted();
}

function pasted(): string | null {
  let text: string | null = null;
  const take = (event: ClipboardEvent): void => {
    event.preventDefault();
    text = event.clipboardData?.getData('text/plain') ?? null;
  };
  const field = document.body.appendChild(document.createElement('textarea'));
  field.addEventListener('paste', take);
  field.focus();
  document.execCommand('paste');
  field.remove();
  return text;
}

async function isMarked(text: string, { salt, digest }: Mark): Promise<boolean> {
  // Windows keeps line ends of its own kind.
  for (const form of new Set([text, text.replaceAll('\r\n', '\n')])) {
    const bytes = new Uint8Array([...salt, ...new TextEncoder().encode(form)]);
    const found = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    bytes.fill(0);
    if (digest.length === found.length && found.every((byte, at) => byte === digest[at])) return true;
  }
  return false;
}

/** A copy of nothing: the older way, and the only one without the focus in Chromium. */
function empty(): boolean {
  let set = false;
  const give = (event: ClipboardEvent): void => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', '');
    set = true;
  };
  document.addEventListener('copy', give);
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', give);
  return copied && set;
}
