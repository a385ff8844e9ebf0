import type { Look, Theme } from '../generated/messages';
import { LANGUAGES, texts } from './languages';
import { useTexts } from './text';

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
