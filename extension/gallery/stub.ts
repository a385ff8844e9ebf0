import de from '../_locales/de/messages.json';
import en from '../_locales/en/messages.json';

/** What the views use of the browser, for a page that is not in an extension. Development only. */

const wanted = new URLSearchParams(location.search).get('lang') ?? 'en';
const texts: Record<string, { message: string }> = wanted === 'de' ? de : en;

/** Longer, with marks on every vowel: shows what is cut off and what is not translated. */
function pseudo(message: string): string {
  const marked = message.replace(/[aeiou]/g, (letter) => 'àéîöü'['aeiou'.indexOf(letter)] ?? letter);
  return `[${marked} ${'~'.repeat(Math.ceil(message.length * 0.4))}]`;
}

function getMessage(key: string, parts: string | string[] = []): string {
  const message = texts[key]?.message ?? '';
  const filled = message.replace(/\$([1-9])/g, (_, number: string) => [parts].flat()[Number(number) - 1] ?? '');
  const meaning = key === 'language' || key === 'direction';
  return wanted === 'pseudo' && message && !meaning ? pseudo(filled) : filled;
}

const nowhere = async (): Promise<undefined> => undefined;
const nobody = { addListener: nowhere, removeListener: nowhere };
/** What is not permitted here: everything, the clipboard, and addresses with a 77. */
const MISSING = ['http://*/*', 'clipboardRead', '77/'];
const permitted = ({ origins = [], permissions = [] }: { origins?: string[]; permissions?: string[] }): boolean =>
  ![...origins, ...permissions].some((wish) => MISSING.some((missing) => wish.includes(missing)));

Object.assign(globalThis, {
  chrome: {
    i18n: { getMessage },
    runtime: { getManifest: () => ({ version: '1.0.0' }), getURL: (path: string) => `../${path}`, openOptionsPage: nowhere },
    tabs: { create: nowhere, getCurrent: nowhere, remove: nowhere },
    permissions: {
      request: async () => false,
      contains: async (wish: object) => permitted(wish),
      remove: async () => true,
      onAdded: nobody,
      onRemoved: nobody,
    },
  },
});
