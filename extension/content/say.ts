import type { Key } from '../ui/text';

/** The texts of the language that the user chose, as they came with the last message; else the browser's. */
let chosen: Record<string, string> | null = null;

export function useTexts(texts: Record<string, string> | null): void {
  chosen = texts;
}

/** A text by its key, with `$1` replaced. */
export function say(key: Key, part = ''): string {
  if (!chosen) return chrome.i18n.getMessage(key, [part]);
  return (chosen[key] ?? '').replace('$1', () => part);
}
