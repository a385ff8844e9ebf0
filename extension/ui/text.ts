import type { FaultView } from '../generated/messages';

/** Key of a text; the English file is the list. */
export type Key = Exclude<keyof typeof import('../_locales/en/messages.json'), 'default'>;

type Stem<K> = K extends `${infer S}_other` ? S : never;

/** Key without its ending for texts that depend on a number: `<stem>_one`, `<stem>_other`. */
export type Counted = Stem<Key>;

/** Texts by their keys, as a file of `_locales` has them. */
export type Texts = Record<string, { message: string } | undefined>;

/** The texts of the language that the user chose; without them the browser chooses. */
let chosen: Texts | undefined;
/** The key of the document's name, once it has one. */
let named: Key | undefined;
const listeners = new Set<() => void>();
/** Signs that turn the direction of what follows: a name with one would turn the rest of the sentence that it stands in. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** The text for a key, with `$1`, `$2` … replaced by the parts. */
export function text(key: Key, ...parts: string[]): string {
  return textOf(key, ...parts);
}

/** The text for a number of things; `$1` is the number, the parts follow as `$2` … */
export function counted(stem: Counted, number: number, ...parts: string[]): string {
  const form = new Intl.PluralRules(language()).select(number) === 'one' ? 'one' : 'other';
  return textOf(`${stem}_${form}`, digits(number), ...parts);
}

/** The text for a key that the background chose, or nothing if there is none. */
export function textOf(key: string, ...parts: string[]): string {
  const safe = parts.map((part) => part.replace(TURNING, ''));
  if (!chosen) return chrome.i18n.getMessage(key, safe);
  const message = Object.hasOwn(chosen, key) ? chosen[key]?.message ?? '' : '';
  return message.replace(/\$([1-9])/g, (_, number: string) => safe[Number(number) - 1] ?? '');
}

/** The sentence for a fault. */
export function faultText(fault: FaultView): string {
  return textOf(`fault_${fault.key}`, fault.detail ?? '') || text('fault_internal');
}

/** The language that the texts are in, which is not always the browser's. */
export function language(): string {
  return text('language');
}

/** Names the document. It gets its name and its language when it is known which one. */
export function speak(title: Key): void {
  named = title;
}

/** Takes the texts of another language, or the browser's, and has all that is shown say it again. */
export function useTexts(texts: Texts | undefined): void {
  chosen = texts;
  document.documentElement.lang = language();
  document.documentElement.dir = text('direction');
  if (named) document.title = text(named);
  for (const again of listeners) again();
}

/** Calls `again` whenever the texts change; returns what ends it. */
export function onTexts(again: () => void): () => void {
  listeners.add(again);
  return () => listeners.delete(again);
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

/** How long ago something was, in the unit that fits: "5 min. ago", "3 hr. ago", "yesterday". */
export function recently(thenMs: number, style: 'long' | 'short' = 'short'): string {
  const minutes = Math.max(0, Math.floor((Date.now() - thenMs) / 60_000));
  if (minutes >= 24 * 60) return ago(thenMs);
  const form = new Intl.RelativeTimeFormat(language(), { numeric: 'always', style });
  if (minutes === 0) return text('just_now');
  return minutes < 60 ? form.format(-minutes, 'minute') : form.format(-Math.floor(minutes / 60), 'hour');
}

/** A day of the calendar: "3 May 2026". */
export function day(ms: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(ms);
}

/** A day and a time: "3 May 2026, 14:05". */
export function moment(ms: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);
}

/** A number of bytes: "48 kB". */
export function size(bytes: number): string {
  const [unit, value] = bytes < 1000 ? ['byte', bytes] : bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6];
  return new Intl.NumberFormat(language(), {
    style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
