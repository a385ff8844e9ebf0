import type { FillOrder, FillReport, Look, PointOrder, PointReport, Snapshot, ToPage } from '../generated/messages';
import type { PageScript } from '../content/content';
import type { PointScript } from '../content/point';
import type { Cleared } from '../offscreen/clear';
import { clearClipboard } from './clipboard';
import { menu, type Entries } from './menu';
import { openPopup, pagesPermitted, stayInPages, tell, tellAll } from './pages';

/** What was seen in one frame. Everything but the snapshot comes from the browser. */
export interface FrameScan {
  frameId: number;
  /** Name of the document in this frame; Firefox has none. */
  documentId: string | null;
  /** Origin of the tab's page for the top frame; the browser does not tell it for others. */
  origin: string | null;
  /** A `Snapshot`, as the frame says; to be checked. */
  snapshot: unknown;
}

/** What Rust cannot do itself because it has to be JavaScript that runs in a page, or in a document of our own. */
export interface Hands {
  /** Looks into all frames of a tab that we may touch. Rejects when we may not touch the tab. */
  scan(tabId: number): Promise<FrameScan[]>;
  /** Fills one document, or nothing: the order dies with its document. Answers a `FillReport`, to be checked. */
  fill(tabId: number, frameId: number, documentId: string | null, order: FillOrder): Promise<unknown>;
  /** The text in one field, which is not for passwords, if the document still has this mark. To be checked. */
  read(tabId: number, frameId: number, documentId: string | null, mark: string, key: number): Promise<unknown>;
  /** Has the user point at fields in one document. Answers a `PointReport`, to be checked. */
  point(tabId: number, frameId: number, documentId: string | null, order: PointOrder): Promise<unknown>;
  /** Offers these entries in the menu of the right mouse button, in this language. */
  menu(entries: Entries, phone: boolean, language: string): void;
  /** Shows this number at the button while the tab shows a page of this origin. */
  count(tabId: number, text: string, origin: string): void;
  /** Whether the user permits us to stay in pages. */
  pagesPermitted(): Promise<boolean>;
  /** Stays in pages from now on, or no more. */
  stayInPages(stays: boolean): void;
  /** Tells the script that stays in one document; one that is gone hears nothing. */
  tell(tabId: number, frameId: number, documentId: string | null, message: ToPage, look: Look): void;
  /** Tells all scripts that stay. */
  tellAll(message: ToPage): void;
  /** Shows the popup over a tab, or in a window of its own. */
  openPopup(tabId: number): void;
  /** Empties the clipboard, if it can be seen only while it holds the text with this digest. */
  clearClipboard(salt: Uint8Array, digest: Uint8Array): Promise<Cleared>;
}

declare global {
  var nearkeyHands: Hands;
  /** Only in the isolated world of a page that was looked at. */
  var __nearkey: PageScript | undefined;
  /** And in which fields were pointed at. */
  var __nearkeyPoint: PointScript | undefined;
}

/** For so long, frames may keep us waiting; then the page alone has to do. */
const FRAMES_MS = 3_000;

const NUMBER_COLOUR = '#5b6472';

// The functions given to `executeScript` run in the page's isolated world and know nothing of this file.

export const hands: Hands = {
  async scan(tabId) {
    const tab = await chrome.tabs.get(tabId);
    // The browser waits for every frame to be loaded, and there are frames that never are.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((passed) => (timer = setTimeout(passed, FRAMES_MS)));
    const results = await Promise.race([
      lookInto({ tabId, allFrames: true }).finally(() => clearTimeout(timer)),
      late.then(() => lookInto({ tabId, frameIds: [0] })),
    ]);
    return results
      .filter(({ result }) => result)
      .map(({ frameId, documentId, result }) => ({
        frameId,
        documentId: documentId ?? null,
        origin: frameId === 0 ? originOf(tab.url) : null,
        snapshot: result,
      }));
  },

  async fill(tabId, frameId, documentId, order) {
    const [answer] = await chrome.scripting.executeScript({
      target: documentOf(tabId, frameId, documentId),
      func: (order: FillOrder): Promise<FillReport> | null => globalThis.__nearkey?.fill(order) ?? null,
      args: [order],
    });
    return answer?.result ?? null;
  },

  async read(tabId, frameId, documentId, mark, key) {
    const [answer] = await chrome.scripting.executeScript({
      target: documentOf(tabId, frameId, documentId),
      func: (mark: string, key: number): string | null => globalThis.__nearkey?.account(mark, key) ?? null,
      args: [mark, key],
    });
    return answer?.result ?? null;
  },

  async point(tabId, frameId, documentId, order) {
    const target = documentOf(tabId, frameId, documentId);
    await chrome.scripting.executeScript({ target, files: ['point.js'] });
    const [answer] = await chrome.scripting.executeScript({
      target,
      func: (order: PointOrder): Promise<PointReport> | null => globalThis.__nearkeyPoint?.(order) ?? null,
      args: [order],
    });
    return answer?.result ?? null;
  },

  menu,

  count(tabId, text, origin) {
    void showCount(tabId, text, origin).catch(() => undefined);
  },

  pagesPermitted,
  stayInPages,
  tell,
  tellAll,
  openPopup,
  clearClipboard,
};

type Looked = chrome.scripting.InjectionResult<Snapshot | null>;

async function lookInto(target: chrome.scripting.InjectionTarget): Promise<Looked[]> {
  await chrome.scripting.executeScript({ target, files: ['content.js'] });
  const func = (): Promise<Snapshot> | null => globalThis.__nearkey?.scan() ?? null;
  return chrome.scripting.executeScript({ target, func }) as Promise<Looked[]>;
}

function documentOf(tabId: number, frameId: number, documentId: string | null): chrome.scripting.InjectionTarget {
  return documentId ? { tabId, documentIds: [documentId] } : { tabId, frameIds: [frameId] };
}

/** The browser takes a number away when its tab goes elsewhere, but not one that comes too late for its page. */
async function showCount(tabId: number, text: string, origin: string): Promise<void> {
  void chrome.action.setBadgeBackgroundColor({ color: NUMBER_COLOUR, tabId }).catch(() => undefined);
  await badge(tabId, text || null);
  if (text === '') return;
  const there = originOf((await chrome.tabs.get(tabId)).url);
  if (there !== null && there !== origin) await badge(tabId, null);
}

/** `null`, which the types do not know, gives the button back what it says for all tabs. */
async function badge(tabId: number, text: string | null): Promise<void> {
  await chrome.action.setBadgeText({ text: text as string, tabId });
}

function originOf(url: string | undefined): string | null {
  return url === undefined ? null : URL.parse(url)?.origin ?? null;
}
