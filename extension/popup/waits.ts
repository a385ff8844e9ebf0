import type { Intent, PopupScreen } from '../generated/messages';

/** What takes longer is seen to be under way: most comes at once, and some must be fetched from a server. */
const SLOW_MS = 300;
/** Longer than any server is waited for: the background was stopped meanwhile, and nothing will come. */
const LONGEST_MS = 120_000;

/** What is waited for in a row of the list: a server may have to be asked first. */
const IN_ROWS: ReadonlySet<Intent['type']> = new Set<Intent['type']>(['fill', 'fillCode', 'copy', 'showCode', 'nextCode']);
/** What has no answer under its number: news come of it. */
const FILLS: ReadonlySet<Intent['type']> = new Set<Intent['type']>(['fill', 'fillCode']);
/** What is waited for in the panel of an item only. */
const IN_PANEL: ReadonlySet<Intent['type']> = new Set<Intent['type']>([
  'showItem', 'reveal', 'showRevisions', 'revealRevision', 'shareItem',
]);

interface Wait {
  item: string;
  type: Intent['type'];
  /** The news that were there before. */
  before: string;
  slow: boolean;
  timer: ReturnType<typeof setTimeout>;
}

/** What was asked about items and is not here yet, by the number of the message. */
export class Waits {
  readonly #waits = new Map<number, Wait>();
  /** Nobody waits for these any more: what still comes is not wanted. */
  readonly #left = new Set<number>();
  readonly #changed: () => void;
  #rows: ReadonlySet<string> = new Set();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Items whose rows show that something is on its way. The same set as long as nothing changed. */
  get rows(): ReadonlySet<string> {
    return this.#rows;
  }

  /** Something was sent. */
  begin(seq: number, intent: Intent, screen: PopupScreen | undefined): void {
    // The question that came before a fill: it goes on, or it does not.
    if (intent.type === 'answerQuestion' && !intent.yes) this.#endFills();
    if (!('item' in intent) || !(IN_ROWS.has(intent.type) || IN_PANEL.has(intent.type))) return;
    const { item, type } = intent;
    // One fill at a time: the background has forgotten the one before.
    if (FILLS.has(type)) this.#endFills();
    const wait: Wait = { item, type, before: newsOf(screen), slow: false, timer: setTimeout(() => this.#slow(seq), SLOW_MS) };
    this.#waits.set(seq, wait);
  }

  /** It came, or it will not. */
  end(seq: number): void {
    const wait = this.#waits.get(seq);
    if (!wait) return;
    clearTimeout(wait.timer);
    this.#waits.delete(seq);
    if (wait.slow) this.#show();
  }

  /** It is not waited for any more. */
  leave(seq: number): void {
    if (!this.#waits.has(seq)) return;
    this.#left.add(seq);
    this.end(seq);
  }

  /** Leaves what is seen to be on its way for the clipboard, and says whether there was such a thing. A fill goes on. */
  leaveSlow(): boolean {
    const slow = [...this.#waits].filter(([, wait]) => wait.slow && !FILLS.has(wait.type) && IN_ROWS.has(wait.type));
    for (const [seq] of slow) this.leave(seq);
    return slow.length > 0;
  }

  /** Nobody wants this answer any more. */
  isLeft(seq: number): boolean {
    return this.#left.has(seq);
  }

  /** It is on its way, and has been for a while. */
  isSlow(seq: number): boolean {
    return this.#waits.get(seq)?.slow ?? false;
  }

  /** An item is about to be filled in, and has been for a while. */
  isFilling(item: string): boolean {
    return [...this.#waits.values()].some((wait) => wait.slow && wait.item === item && FILLS.has(wait.type));
  }

  /** The latest screen: are there news of what is filled in? */
  watch(screen: PopupScreen): void {
    const news = newsOf(screen);
    for (const [seq, wait] of this.#waits) {
      if (screen.state !== 'open' && !screen.request) this.leave(seq);
      else if (!FILLS.has(wait.type)) continue;
      else if (news === '') wait.before = '';
      else if (news !== wait.before) this.end(seq);
    }
  }

  #slow(seq: number): void {
    const wait = this.#waits.get(seq);
    if (!wait) return;
    wait.slow = true;
    wait.timer = setTimeout(() => this.end(seq), LONGEST_MS);
    this.#show();
  }

  #endFills(): void {
    for (const [seq, wait] of this.#waits) if (FILLS.has(wait.type)) this.end(seq);
  }

  #show(): void {
    const rows = [...this.#waits.values()].filter((wait) => wait.slow && IN_ROWS.has(wait.type));
    this.#rows = new Set(rows.map(({ item }) => item));
    this.#changed();
  }
}

/** News, to be compared; empty if there are none. */
function newsOf(screen: PopupScreen | undefined): string {
  return screen?.notice ? JSON.stringify(screen.notice) : '';
}
