import type { Texts } from './text';

/** The languages that there are texts for; no other name ever becomes part of an address. */
export const LANGUAGES = ['en', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The texts as the package has them; nothing if they cannot be read, and the browser's language takes over. */
export async function texts(name: Language): Promise<Texts | undefined> {
  try {
    const answer = await fetch(chrome.runtime.getURL(`_locales/${name}/messages.json`));
    return (await answer.json()) as Texts;
  } catch {
    return undefined;
  }
}
