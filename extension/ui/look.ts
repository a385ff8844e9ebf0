import type { Look, Theme } from '../generated/messages';
import { useTexts, type Texts } from './text';

/** The languages that there are texts for; no other name ever becomes part of an address. */
const LANGUAGES = ['en', 'de'] as const;

/** How a view looks before it is told: the browser's language, the system's colours. */
export const PLAIN: Look = { language: '', theme: 'system' };

let language: string | undefined;
let dressing: Promise<void> | undefined;

/**
 * Gives the document a language and colours. Returns a promise only when texts must be fetched first: what is shown
 * before it is fulfilled would be in the other language.
 */
export function wear(look: Look): Promise<void> | undefined {
  colours(look.theme);
  if (look.language === language) return dressing;
  language = look.language;
  const known = LANGUAGES.find((name) => name === look.language);
  if (!known) {
    dressing = undefined;
    useTexts(undefined);
    return undefined;
  }
  const mine = texts(known).then((found) => {
    // Another language may have been chosen while this one was on its way.
    if (dressing !== mine) return;
    dressing = undefined;
    useTexts(found);
  });
  dressing = mine;
  return mine;
}

/** Whether a view was ever told how it looks. */
export function dressed(): boolean {
  return language !== undefined;
}

function colours(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
}

/** The texts as the package has them; nothing if they cannot be read, and the browser's language takes over. */
async function texts(name: (typeof LANGUAGES)[number]): Promise<Texts | undefined> {
  try {
    const answer = await fetch(chrome.runtime.getURL(`_locales/${name}/messages.json`));
    return (await answer.json()) as Texts;
  } catch {
    return undefined;
  }
}
