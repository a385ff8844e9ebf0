import type { FaultView } from '../generated/messages';

/** Key of a text; the English file is the list. */
export type Key = Exclude<keyof typeof import('../_locales/en/messages.json'), 'default'>;

type Stem<K> = K extends `${infer S}_other` ? S : never;

/** Key without its ending for texts that depend on a number: `<stem>_one`, `<stem>_other`. */
export type Counted = Stem<Key>;

/** The text for a key, with `$1`, `$2` … replaced by the parts. */
export function text(key: Key, ...parts: string[]): string {
  return chrome.i18n.getMessage(key, parts);
}

/** The text for a number of things; `$1` is the number, the parts follow as `$2` … */
export function counted(stem: Counted, number: number, ...parts: string[]): string {
  const form = new Intl.PluralRules(language()).select(number) === 'one' ? 'one' : 'other';
  return chrome.i18n.getMessage(`${stem}_${form}`, [digits(number), ...parts]);
}

/** The text for a key that the background chose, or nothing if there is none. */
export function textOf(key: string, ...parts: string[]): string {
  return chrome.i18n.getMessage(key, parts);
}

/** The sentence for a fault. */
export function faultText(fault: FaultView): string {
  return textOf(`fault_${fault.key}`, fault.detail ?? '') || text('fault_internal');
}

/** The language that the texts are in, which is not always the browser's. */
export function language(): string {
  return text('language');
}

/** Tells the document which language it is in, and names it. */
export function speak(title: Key): void {
  document.documentElement.lang = language();
  document.documentElement.dir = text('direction');
  document.title = text(title);
}

/** A number in the user's digits. */
export function digits(number: number): string {
  return new Intl.NumberFormat(language()).format(number);
}

/** Milliseconds as minutes and seconds: `4:05`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long ago something was, in whole days: "3 days ago". */
export function ago(thenMs: number, style: 'long' | 'narrow' = 'long'): string {
  const days = Math.max(0, Math.floor((Date.now() - thenMs) / 86_400_000));
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style }).format(-days, 'day');
}

/** A day of the calendar: "3 May 2026". */
export function day(ms: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(ms);
}
