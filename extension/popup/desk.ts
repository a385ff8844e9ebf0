import type { ReactiveController } from 'lit';
import type {
  CopyField, DetailView, FaultView, FileView, Intent, ItemView, Notice, PlaceView, PopupScreen, RevisionView, ToView,
} from '../generated/messages';
import type { Send } from '../ui/port';
import type { View } from '../ui/view';
import { type Doing, ItemActs } from './acts';
import { saveBytes } from './download';
import { draftOf, isTouched, newDraft } from './draft';
import { editablePlaces } from './places';
import { type Secret, secretOf, Seen } from './seen';
import type { Waits } from './waits';
import { Wanted, type What } from './wanted';
import { Writing } from './writing';

/** Answers to what is asked about an item. */
export type ItemAnswer = Extract<ToView, { type: 'item' | 'revealed' | 'revisions' | 'file' }>;

/** A question within the panel or the form. */
export type Asked = 'bin' | 'leave' | 'give up';

/**
 * One item in the popup: the panel with everything about it, the form that changes it, and what is seen of its secrets.
 * Nothing of it outlives the popup, a lock, or the closing of the panel.
 */
export class ItemDesk implements ReactiveController {
  /** The item whose panel is open. */
  item: ItemView | undefined;
  /** The one whose panel was closed last: the list goes on there. */
  was: string | undefined;
  /** Everything about it, once it is here. */
  detail: DetailView | undefined;
  revisions: RevisionView[] | undefined;
  /** The earlier states are wanted. */
  earlier = false;
  asked: Asked | undefined;
  /** What became of the last change, while the panel is open: asking for the new state puts other news away. */
  news: Notice | undefined;
  /** The user puts the decision between two changes off. */
  putOff = false;
  /** What is seen of the secrets. */
  readonly secrets = new Seen(() => this.#changed());
  /** The form, and what was typed in it. */
  readonly writing: Writing;
  /** What only some servers do with the item. */
  readonly acts: ItemActs;

  readonly #view: View<PopupScreen>;
  readonly #send: Send;
  readonly #waits: Waits;
  readonly #wanted: Wanted;
  #binning = false;
  /** It was moved: in another vault it can be another item. */
  #moved = false;

  constructor(view: View<PopupScreen>, send: Send, waits: Waits) {
    this.#view = view;
    this.#send = send;
    this.#waits = waits;
    this.#wanted = new Wanted(waits);
    this.acts = new ItemActs(this.#wanted, (what, intent) => this.#want(what, intent));
    this.writing = new Writing(send, () => this.#changed());
    view.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('blur', this.#leave);
    document.addEventListener('visibilitychange', this.#leave);
    window.addEventListener('pagehide', this.#end);
  }

  hostDisconnected(): void {
    window.removeEventListener('blur', this.#leave);
    document.removeEventListener('visibilitychange', this.#leave);
    window.removeEventListener('pagehide', this.#end);
    this.#end();
  }

  /** The panel or the form has the place of the list. */
  get isOpen(): boolean {
    return this.item !== undefined || this.writing.form !== undefined;
  }

  /** The item, or its earlier states, are on their way. */
  get isWaiting(): boolean {
    return this.#wanted.has('detail', 'revisions');
  }

  /** It is on its way, and has been for a while. */
  isSlow(what: What): boolean {
    return this.#wanted.isSlow(what);
  }

  /** A secret is on its way to the panel or to the clipboard, and has been for a while. */
  isFetchingSecret(field: CopyField): boolean {
    const secret = secretOf(field);
    return this.isSlow(secret) || this.isSlow(`copy-${secret}`);
  }

  /** The item is about to be filled in, and has been for a while. */
  get isFilling(): boolean {
    return this.item !== undefined && this.#waits.isFilling(this.item.id);
  }

  /** It is about to be filled in or copied, and has been for a while. */
  get isUnderWay(): boolean {
    return this.item !== undefined && this.#waits.rows.has(this.item.id);
  }

  /** A file is on its way. */
  isFetching(file: FileView): boolean {
    return this.#wanted.has(file);
  }

  open(item: ItemView): void {
    this.close();
    this.item = item;
    this.#fetch(item);
  }

  /** Tries again to get what did not come. */
  again(): void {
    if (this.item) this.open(this.item);
  }

  /** Puts everything away. */
  close(): void {
    this.#hideAll();
    this.writing.end();
    this.was = this.item?.id;
    this.item = undefined;
    this.detail = undefined;
    this.revisions = undefined;
    this.earlier = false;
    this.asked = undefined;
    this.news = undefined;
    this.#binning = false;
    this.#moved = false;
    this.acts.end();
    this.#wanted.end();
    this.#changed();
  }

  /** Leaves what is on its way for a while and can be done without; says whether there was such a thing. */
  leaveSlow(): boolean {
    const left = this.#wanted.dropSlow();
    if (left) this.#changed();
    return left;
  }

  /** Opens what has the place of the panel, or comes back from it. */
  do(doing: Doing | undefined): void {
    if (!this.detail) return;
    this.#hideAll();
    this.asked = undefined;
    this.acts.open(doing, this.detail);
    this.#changed();
  }

  /** Marks the item as a favourite, or no more; it is seen at once. */
  mark(): void {
    if (this.detail) this.acts.mark(this.detail);
  }

  move(place: PlaceView): void {
    // One change at a time: the one before is to be settled first.
    if (!this.detail || this.#view.screen?.change) return;
    this.acts.move(this.detail, place);
    this.#moved = true;
    this.do(undefined);
  }

  /** Starts a new item, for the page in front: in the place that the list shows, or else in the one that was used last. */
  make(screen: PopupScreen): void {
    this.close();
    const { browsed, page } = screen;
    const places = editablePlaces(screen);
    const here = places.find(({ source, vault }) => source === browsed?.source && (vault === browsed.vault || browsed.vault === ''));
    this.writing.start(newDraft(here ?? places[0], page.host, page.registrable));
  }

  edit(): void {
    if (!this.detail) return;
    this.#hideAll();
    this.earlier = false;
    this.news = undefined;
    this.writing.start(draftOf(this.detail));
  }

  ask(asked: Asked | undefined): void {
    this.asked = asked;
    this.#changed();
  }

  /** Leaves the form, and asks first if something was typed. */
  leaveForm(sure = false): void {
    const { form } = this.writing;
    if (!sure && form && isTouched(form)) return this.ask('leave');
    this.writing.end();
    this.ask(undefined);
  }

  save(): void {
    // One change at a time: the one before is to be settled first.
    if (!this.#view.screen?.change && !this.writing.save()) this.leaveForm(true);
  }

  /** Fetches the note into the form. */
  showNote(): void {
    const item = this.writing.form?.item;
    if (item !== undefined) this.#want('note', { type: 'reveal', item, field: 'note' });
  }

  bin(): void {
    if (!this.item) return;
    this.asked = undefined;
    this.#binning = true;
    this.#send({ type: 'binItem', item: this.item.id });
  }

  fill(): void {
    if (this.item) this.#send({ type: 'fill', item: this.item.id });
  }

  copy(field: CopyField): void {
    if (this.item) this.#want(`copy-${secretOf(field)}`, { type: 'copy', item: this.item.id, field });
  }

  /** Shows a secret of the item, or hides it. */
  reveal(field: CopyField): void {
    const secret = secretOf(field);
    if (this.secrets.get(secret) !== undefined) return this.secrets.hide(secret);
    if (this.item) this.#want(secret, { type: 'reveal', item: this.item.id, field });
  }

  showEarlier(show: boolean): void {
    this.#hideAll();
    this.earlier = show;
    if (show && this.item && !this.revisions) this.#want('revisions', { type: 'showRevisions', item: this.item.id });
    this.#changed();
  }

  /** Shows the password of an earlier state, or hides it. */
  revealEarlier({ id }: RevisionView): void {
    const secret: Secret = `revision-${id}`;
    if (this.secrets.get(secret) !== undefined) return this.secrets.hide(secret);
    if (this.item) this.#want(secret, { type: 'revealRevision', item: this.item.id, revision: id });
  }

  getFile(file: FileView, at: number): void {
    if (this.item && !this.isFetching(file)) this.#want(file, { type: 'getFile', item: this.item.id, file: at });
  }

  /** Tries the change again that was not kept. */
  repeat(): void {
    this.asked = undefined;
    this.writing.repeat();
  }

  giveUp(): void {
    this.asked = undefined;
    this.writing.giveUp();
  }

  putOffConflict(off: boolean): void {
    this.putOff = off;
    this.#changed();
  }

  /** An answer to something that was asked here. */
  hear(answer: ItemAnswer): void {
    const wanted = this.#wanted.take(answer.seq);
    if (wanted === undefined) return;
    if (answer.type === 'item' && wanted === 'detail') {
      this.detail = answer.detail;
      this.item = answer.detail.item;
    } else if (answer.type === 'revisions' && wanted === 'revisions') {
      this.revisions = answer.revisions;
    } else if (answer.type === 'file') {
      saveBytes(answer.fileName, answer.content);
    } else if (answer.type === 'revealed' && wanted === 'note') {
      this.writing.noteCame(answer.text);
    } else if (answer.type === 'revealed' && typeof wanted === 'string') {
      this.secrets.show(wanted as Secret, answer.text);
    }
    this.#changed();
  }

  /** It is in the clipboard. */
  copied(seq: number): void {
    this.#wanted.take(seq);
    this.#changed();
  }

  /** Something was not to be had. Says whether it is told where it was asked for. */
  refused(seq: number, fault: FaultView): boolean {
    const wanted = this.#wanted.take(seq);
    this.#changed();
    if (this.acts.refused(wanted, fault)) return true;
    if (this.#moved && wanted === 'detail' && fault.key === 'itemGone') {
      this.close();
      return true;
    }
    this.writing.pause();
    this.#binning = false;
    return false;
  }

  /** The latest screen, before it is drawn. */
  watch(screen: PopupScreen, before: PopupScreen | undefined): void {
    if (screen.state === 'locked' || screen.state === 'firstRun' || screen.state === 'damaged') {
      this.#end();
      return;
    }
    if (!screen.change?.conflict) this.putOff = false;
    const news = JSON.stringify(screen.notice) !== JSON.stringify(before?.notice) ? screen.notice?.type : undefined;
    const settled = Boolean(before?.change) && !screen.change;
    const typing = this.writing.form;
    this.writing.watch(screen, news === 'stored', settled);
    if (typing && !this.writing.form) this.asked = undefined;
    if (this.#binning && (news === 'binned' || news === 'inBin')) return this.close();
    if (this.item && (news === 'stored' || news === 'unbinned')) this.news = screen.notice ?? undefined;
    if (this.item && before && (settled || news === 'stored' || news === 'unbinned')) {
      this.revisions = undefined;
      this.earlier = false;
      this.#fetch(this.item);
    }
  }

  #fetch(item: ItemView): void {
    this.#want('detail', { type: 'showItem', item: item.id });
  }

  #want(what: What, intent: Intent): void {
    this.#wanted.add(this.#send(intent), what);
    this.#changed();
  }

  #hideAll(): void {
    this.secrets.hideAll();
    // What is on its way is not wanted any more.
    this.#wanted.dropSecrets();
  }

  /** Nobody looks here any more, or somebody else does. */
  #leave = (event: Event): void => {
    if (event.type !== 'blur' && !document.hidden) return;
    this.#hideAll();
    this.#changed();
  };

  #end = (): void => {
    const open = this.isOpen;
    this.writing.forget();
    if (open) this.close();
  };

  #changed(): void {
    this.#view.requestUpdate();
  }
}
