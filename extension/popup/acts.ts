import type { DetailView, FaultView, Intent, PlaceView, ShareLife } from '../generated/messages';
import type { Wanted, What } from './wanted';

/** What has the place of the panel: links that share the item, or the places that it can be moved to. */
export type Doing = 'share' | 'move';

/** A link that is to be made. The link itself is never here. */
export interface Sharing {
  life: ShareLife;
  once: boolean;
  /** Why none was made. */
  fault: FaultView | undefined;
}

/** What only some servers do with an item: share it with a link, move it, mark it as a favourite. */
export class ItemActs {
  doing: Doing | undefined;
  sharing: Sharing = { life: 'day', once: true, fault: undefined };

  readonly #wanted: Wanted;
  readonly #want: (what: What, intent: Intent) => void;
  /** The mark that the user gave or took: it is shown before the server has it. */
  #marked: boolean | undefined;

  constructor(wanted: Wanted, want: (what: What, intent: Intent) => void) {
    this.#wanted = wanted;
    this.#want = want;
  }

  /** A link is being made. */
  get isSharing(): boolean {
    return this.#wanted.has('link');
  }

  /** Opens what has the place of the panel, or comes back from it. */
  open(doing: Doing | undefined, { lives }: DetailView): void {
    this.#wanted.drop('link');
    this.doing = doing;
    const life = lives.includes('day') ? 'day' : lives[0];
    if (doing === 'share' && life) this.sharing = { life, once: true, fault: undefined };
  }

  /** The panel closes. */
  end(): void {
    this.doing = undefined;
    this.#marked = undefined;
  }

  /** Has the server make a link; it goes to the clipboard, and nowhere else. */
  share({ item }: DetailView): void {
    if (this.isSharing) return;
    const { life, once } = this.sharing;
    this.sharing.fault = undefined;
    this.#want('link', { type: 'shareItem', item: item.id, life, once });
  }

  move({ item }: DetailView, place: PlaceView): void {
    this.#want('move', { type: 'moveItem', item: item.id, place: place.vault });
  }

  /** Whether it is a favourite; nothing where there is no such mark. */
  isFavourite({ favourite }: DetailView): boolean | undefined {
    return favourite === null ? undefined : this.#marked ?? favourite;
  }

  /** Marks it as a favourite, or no more. */
  mark(detail: DetailView): void {
    const marked = this.isFavourite(detail);
    if (marked === undefined) return;
    this.#marked = !marked;
    this.#wanted.drop('mark');
    this.#want('mark', { type: 'markFavourite', item: detail.item.id, is: !marked });
  }

  /** Something was not to be had. Says whether it is told where it was asked for. */
  refused(what: What | undefined, fault: FaultView): boolean {
    if (what === 'mark') this.#marked = undefined;
    if (what === 'link') this.sharing.fault = fault;
    return what === 'link';
  }
}
