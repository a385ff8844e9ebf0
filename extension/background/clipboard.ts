import { type Cleared, type Mark, clear } from '../offscreen/clear';
import type { ClearRequest } from '../offscreen/offscreen';

const PAGE = 'offscreen/offscreen.html';
/** The document answers in milliseconds; one that does not must not stay. */
const PATIENCE_MS = 5_000;

/** Empties the clipboard. Firefox runs us in a document; in Chromium one is opened for it, unseen, and closed again. */
export async function clearClipboard(salt: Uint8Array, digest: Uint8Array): Promise<Cleared> {
  const mark = { salt: [...salt], digest: [...digest] };
  const mayRead = await chrome.permissions.contains({ permissions: ['clipboardRead'] });
  return chrome.offscreen ? throughDocument(mark, mayRead) : clear(mark, mayRead);
}

async function throughDocument(mark: Mark, mayRead: boolean): Promise<Cleared> {
  // One of an earlier worker, which was stopped before it could close it; there may be only one.
  await close();
  const reasons = [chrome.offscreen.Reason.CLIPBOARD];
  const justification = 'Takes a copied password out of the clipboard again.';
  await chrome.offscreen.createDocument({ url: PAGE, reasons, justification });
  const request: ClearRequest = { type: 'clearClipboard', mark, mayRead };
  const answer: Promise<Cleared> = chrome.runtime.sendMessage(request);
  const late = new Promise<Cleared>((done) => setTimeout(() => done('failed'), PATIENCE_MS));
  try {
    return await Promise.race([answer, late]);
  } finally {
    await close();
  }
}

function close(): Promise<void> {
  return chrome.offscreen.closeDocument().catch(() => undefined);
}
