import type { ReactiveController } from 'lit';
import type { ConflictAnswer, CopyField, DetailView, FileView, ItemView, PopupScreen, RevisionView, ToView } from '../generated/messages';
import type { Send } from '../ui/port';
import type { View } from '../ui/view';
import { saveBytes } from './download';
import { changeOf, type Draft, draftOf, isChange, isTouched, newDraft, wipe } from './draft';
import type { Made } from './generator';
import { editablePlaces } from './places';

/** Answers to what is asked about an item. */
export type ItemAnswer = Extract<ToView, { type: 'item' | 'revealed' | 'revisions' | 'file' }>;

/** Names a secret that can be shown: of the item, or the password of an earlier state. */
export type Secret = `field-${string}` | `revision-${number}`;

/** What was asked of the background: a secret to be shown, or something for the panel or the form, or a file. */
type Wanted = Secret | 'detail' | 'revisions' | 'note' | 'password' | FileView;

/** A question within the panel or the form. */
export type Asked = 'bin' | 'leave' | 'give up';

/** How long a secret is seen (T-99). */
const SEEN_MS = 30_000;
/** The button to save rests so long, so that two clicks do not save twice. */
const SAVING_MS = 3_000;

/** The name of a secret of the item itself. */
export function secretOf(field: CopyField): Secret {
  return `field-${typeof field === 'string' ? field : field.custom}`;
}

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
  /** What is being typed. */
  form: Draft | undefined;
  asked: Asked | undefined;
  /** The form was sent, and the background has not taken it yet. */
  saving = false;
  /** The user puts the decision between two changes off. */
  putOff = false;
  /** What is seen of the secrets. */
  readonly secrets = new Map<Secret, string>();

  readonly #view: View<PopupScreen>;
  readonly #send: Send;
  readonly #hides = new Map<Secret, ReturnType<typeof setTimeout>>();
  /** What was asked, by the number that the answer repeats. */
  readonly #wanted = new Map<number, Wanted>();
  #resting: ReturnType<typeof setTimeout> | undefined;
  #binning = false;
  /** What the background has now, until the server has it: it comes back if it is lost on the way. */
  #sent: Draft | undefined;
  /** The user gave the change up. */
  #givenUp = false;
  /** The generator is asked for its options, to make a password with them. */
  #making = false;

  constructor(view: View<PopupScreen>, send: Send) {
    this.#view = view;
    this.#send = send;
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
    return this.item !== undefined || this.form !== undefined;
  }

  /** The generator was opened for the form, and not to be seen. */
  get isMaking(): boolean {
    return this.#making;
  }

  /** What did not reach the server can be typed on. */
  get canResume(): boolean {
    return this.#sent !== undefined;
  }

  /** The item, or its earlier states, are on their way. */
  get isWaiting(): boolean {
    return [...this.#wanted.values()].some((wanted) => wanted === 'detail' || wanted === 'revisions');
  }

  /** A file is on its way. */
  isFetching(file: FileView): boolean {
    return [...this.#wanted.values()].includes(file);
  }

  open(item: ItemView): void {
    this.close();
    this.item = item;
    this.#fetch(item);
  }

  /** Puts everything away. */
  close(): void {
    this.#hideAll();
    this.#endForm();
    this.was = this.item?.id;
    this.item = undefined;
    this.detail = undefined;
    this.revisions = undefined;
    this.earlier = false;
    this.asked = undefined;
    this.#binning = false;
    this.#wanted.clear();
    this.#changed();
  }

  /** Starts a new item, for the page in front. */
  make(screen: PopupScreen): void {
    this.close();
    this.form = newDraft(editablePlaces(screen)[0], screen.page.host, screen.page.registrable);
    this.#changed();
  }

  edit(): void {
    if (!this.detail) return;
    this.#hideAll();
    this.earlier = false;
    this.form = draftOf(this.detail);
    this.#changed();
  }

  ask(asked: Asked | undefined): void {
    this.asked = asked;
    this.#changed();
  }

  /** Leaves the form, and asks first if something was typed. */
  leaveForm(sure = false): void {
    if (!sure && this.form && isTouched(this.form)) return this.ask('leave');
    this.#endForm();
    this.#changed();
  }

  save(): void {
    const { form } = this;
    // One change at a time: the one before is to be settled first.
    if (!form || this.saving || this.#view.screen?.change) return;
    const change = changeOf(form);
    if (!isChange(change)) return this.leaveForm(true);
    if (form.item !== undefined) this.#act({ type: 'changeItem', item: form.item, change });
    else if (form.place) this.#act({ type: 'makeItem', source: form.place.source, vault: form.place.vault, change });
    else return;
    this.saving = true;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.saving = false;
      this.#changed();
    }, SAVING_MS);
    this.#changed();
  }

  /** Fetches the note into the form. */
  showNote(): void {
    if (this.form?.item !== undefined) this.#want('note', { type: 'reveal', item: this.form.item, field: 'note' });
  }

  /** Has the generator make a password for the form, the way it made the last one. */
  makePassword(): void {
    this.#making = true;
    this.#act({ type: 'openGenerator' });
  }

  bin(): void {
    if (!this.item) return;
    this.asked = undefined;
    this.#binning = true;
    this.#act({ type: 'binItem', item: this.item.id });
  }

  fill(): void {
    if (this.item) this.#act({ type: 'fill', item: this.item.id });
  }

  copy(field: CopyField): void {
    if (this.item) this.#act({ type: 'copy', item: this.item.id, field });
  }

  /** Shows a secret of the item, or hides it. */
  reveal(field: CopyField): void {
    const secret = secretOf(field);
    if (this.secrets.has(secret)) return this.#hide(secret);
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
    if (this.secrets.has(secret)) return this.#hide(secret);
    if (this.item) this.#want(secret, { type: 'revealRevision', item: this.item.id, revision: id });
  }

  getFile(file: FileView, at: number): void {
    if (this.item && !this.isFetching(file)) this.#want(file, { type: 'getFile', item: this.item.id, file: at });
  }

  answer(answer: ConflictAnswer): void {
    this.#givenUp = answer === 'theirs';
    this.#act({ type: 'answerConflict', answer });
  }

  /** Tries the change again that was not kept. */
  repeat(): void {
    this.asked = undefined;
    this.#act({ type: 'repeatChange' });
  }

  /** Gives it up. */
  giveUp(): void {
    this.asked = undefined;
    this.#givenUp = true;
    this.#act({ type: 'dropChange' });
  }

  /** Goes back to what was typed. */
  resume(): void {
    this.#act({ type: 'dropChange' });
    this.#resume();
    this.#changed();
  }

  putOffConflict(off: boolean): void {
    this.putOff = off;
    this.#changed();
  }

  /** An answer to something that was asked here. */
  hear(answer: ItemAnswer): void {
    const wanted = this.#wanted.get(answer.seq);
    this.#wanted.delete(answer.seq);
    if (wanted === undefined) return;
    if (answer.type === 'item' && wanted === 'detail') {
      this.detail = answer.detail;
      this.item = answer.detail.item;
    } else if (answer.type === 'revisions' && wanted === 'revisions') {
      this.revisions = answer.revisions;
    } else if (answer.type === 'file') {
      saveBytes(answer.fileName, answer.content);
    } else if (answer.type === 'revealed' && wanted === 'note') {
      this.#noteCame(answer.text);
    } else if (answer.type === 'revealed' && typeof wanted === 'string') {
      this.#show(wanted as Secret, answer.text);
    }
    this.#changed();
  }

  /** What the generator made, if it was made for the form. */
  madeCame(made: Made): boolean {
    if (this.#wanted.get(made.seq) !== 'password') return false;
    this.#wanted.delete(made.seq);
    if (this.form) this.form.password = made.text;
    this.#changed();
    return true;
  }

  /** Something was not to be had. */
  refused(seq: number): void {
    this.#wanted.delete(seq);
    this.saving = false;
    this.#binning = false;
    this.#making = false;
  }

  /** The latest screen, before it is drawn. */
  watch(screen: PopupScreen, before: PopupScreen | undefined): void {
    if (screen.state === 'locked' || screen.state === 'firstRun' || screen.state === 'damaged') {
      this.#end();
      return;
    }
    if (this.#making && screen.generator) {
      this.#making = false;
      this.#want('password', { type: 'generate', options: screen.generator.options });
      this.#act({ type: 'closePanel' });
    }
    if (!screen.change?.conflict) this.putOff = false;
    const news = JSON.stringify(screen.notice) !== JSON.stringify(before?.notice) ? screen.notice?.type : undefined;
    if (this.saving && (screen.change || news === 'stored')) this.#taken();
    if (this.#binning && news === 'binned') return this.close();
    const settled = before?.change && !screen.change;
    if (settled && (this.#givenUp || screen.notice?.type === 'stored')) this.#forgetSent();
    else if (settled) this.#resume();
    if (news === 'stored') this.#forgetSent();
    if (this.item && before && (settled || news === 'stored' || news === 'unbinned')) {
      this.revisions = undefined;
      this.earlier = false;
      this.#fetch(this.item);
    }
  }

  #fetch(item: ItemView): void {
    this.#want('detail', { type: 'showItem', item: item.id });
  }

  #want(wanted: Wanted, intent: Parameters<Send>[0]): void {
    this.#wanted.set(this.#act(intent), wanted);
    this.#changed();
  }

  #act(intent: Parameters<Send>[0]): number {
    return this.#send(intent);
  }

  #noteCame(note: string): void {
    if (!this.form) return;
    this.form.note = note;
    this.form.before = { ...this.form.before, note };
  }

  #show(secret: Secret, value: string): void {
    this.secrets.set(secret, value);
    clearTimeout(this.#hides.get(secret));
    this.#hides.set(secret, setTimeout(() => this.#hide(secret), SEEN_MS));
  }

  #hide(secret: Secret): void {
    clearTimeout(this.#hides.get(secret));
    this.#hides.delete(secret);
    this.secrets.delete(secret);
    this.#changed();
  }

  #hideAll(): void {
    for (const timer of this.#hides.values()) clearTimeout(timer);
    this.#hides.clear();
    this.secrets.clear();
    // What is on its way is not wanted any more.
    for (const [seq, wanted] of this.#wanted) {
      if (typeof wanted === 'string' && (wanted.startsWith('field-') || wanted.startsWith('revision-'))) this.#wanted.delete(seq);
    }
  }

  /** The background has it: the form goes, and what was typed stays at hand until the server has it, too. */
  #taken(): void {
    this.#forgetSent();
    this.#sent = this.form;
    this.form = undefined;
    this.#endForm();
  }

  /** What was typed is there again: it was lost on the way, or is to be typed on. */
  #resume(): void {
    if (!this.#sent || this.form) return;
    this.form = this.#sent;
    this.#sent = undefined;
  }

  #forgetSent(): void {
    if (this.#sent) wipe(this.#sent);
    this.#sent = undefined;
    this.#givenUp = false;
  }

  #endForm(): void {
    if (this.form) wipe(this.form);
    this.form = undefined;
    this.asked = undefined;
    this.saving = false;
    this.#making = false;
    clearTimeout(this.#resting);
  }

  /** Nobody looks here any more, or somebody else does. */
  #leave = (event: Event): void => {
    if (event.type !== 'blur' && !document.hidden) return;
    this.#hideAll();
    this.#changed();
  };

  #end = (): void => {
    this.#forgetSent();
    if (this.isOpen) this.close();
  };

  #changed(): void {
    this.#view.requestUpdate();
  }
}
