import type { ConflictAnswer, Intent, PopupScreen } from '../generated/messages';
import type { Send } from '../ui/port';
import { changeOf, type Draft, isChange, wipe } from './draft';
import type { Made } from './generator';

/** The button to save rests so long, so that two clicks do not save twice. */
const SAVING_MS = 3_000;

/**
 * What is typed of an item, from the first letter until the server has it. What the background took is no longer in a
 * field, but stays at hand: it comes back when it is lost on the way.
 */
export class Writing {
  /** What is being typed. */
  form: Draft | undefined;
  /** The form was sent, and the background has not taken it yet. */
  saving = false;

  readonly #send: Send;
  readonly #changed: () => void;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** What the background has now, until the server has it. */
  #sent: Draft | undefined;
  /** The user gave the change up. */
  #givenUp = false;
  /** The generator is asked for its options, to make a password with them; and the number of that wish. */
  #making = false;
  #made = 0;

  constructor(send: Send, changed: () => void) {
    this.#send = send;
    this.#changed = changed;
  }

  /** The generator was opened for the form, and not to be seen. */
  get isMaking(): boolean {
    return this.#making;
  }

  /** What did not reach the server can be typed on. */
  get canResume(): boolean {
    return this.#sent !== undefined;
  }

  start(form: Draft): void {
    this.end();
    this.form = form;
    this.#changed();
  }

  /** The form goes, and what was typed with it. */
  end(): void {
    if (this.form) wipe(this.form);
    this.form = undefined;
    this.pause();
  }

  /** Sends what changed; nothing to send is told by `false`. */
  save(): boolean {
    const { form } = this;
    if (!form || this.saving) return true;
    const change = changeOf(form);
    if (!isChange(change)) return false;
    const intent: Intent | undefined = form.item !== undefined
      ? { type: 'changeItem', item: form.item, change }
      : form.place && { type: 'makeItem', source: form.place.source, vault: form.place.vault, change };
    if (!intent) return true;
    this.#send(intent);
    this.saving = true;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.saving = false;
      this.#changed();
    }, SAVING_MS);
    this.#changed();
    return true;
  }

  /** Has the generator make a password, the way it made the last one. */
  makePassword(): void {
    this.#making = true;
    this.#send({ type: 'openGenerator' });
  }

  /** What the generator made, if it was made for the form. */
  madeCame(made: Made): boolean {
    if (made.seq !== this.#made) return false;
    this.#made = 0;
    if (this.form) this.form.password = made.text;
    this.#changed();
    return true;
  }

  noteCame(note: string): void {
    if (!this.form) return;
    this.form.note = note;
    this.form.before = { ...this.form.before, note };
  }

  /** Tries the change again that was not kept. */
  repeat(): void {
    this.#send({ type: 'repeatChange' });
  }

  /** Gives it up. */
  giveUp(): void {
    this.#givenUp = true;
    this.#send({ type: 'dropChange' });
  }

  /** Goes back to what was typed. */
  resume(): void {
    this.#send({ type: 'dropChange' });
    this.#comeBack();
    this.#changed();
  }

  answer(answer: ConflictAnswer): void {
    this.#givenUp = answer === 'theirs';
    this.#send({ type: 'answerConflict', answer });
  }

  /** Something was not to be had. */
  pause(): void {
    this.saving = false;
    this.#making = false;
    clearTimeout(this.#resting);
  }

  /** What was typed is over, wherever it is. */
  forget(): void {
    this.end();
    this.#forgetSent();
  }

  /** The latest screen: is the generator there, and where does the change stand? `settled`: nowhere any more. */
  watch(screen: PopupScreen, stored: boolean, settled: boolean): void {
    if (this.#making && screen.generator) {
      this.#making = false;
      this.#made = this.#send({ type: 'generate', options: screen.generator.options });
      this.#send({ type: 'closePanel' });
    }
    if (this.saving && (screen.change || stored)) this.#taken();
    if (stored || (settled && (this.#givenUp || screen.notice?.type === 'stored'))) this.#forgetSent();
    else if (settled) this.#comeBack();
  }

  /** The background has it: the form goes. */
  #taken(): void {
    this.#forgetSent();
    this.#sent = this.form;
    this.form = undefined;
    this.pause();
  }

  /** It was lost on the way, or is to be typed on. */
  #comeBack(): void {
    if (!this.#sent || this.form) return;
    this.form = this.#sent;
    this.#sent = undefined;
  }

  #forgetSent(): void {
    if (this.#sent) wipe(this.#sent);
    this.#sent = undefined;
    this.#givenUp = false;
  }
}
