import type { PopupScreen } from '../generated/messages';
import type { ItemDesk } from './desk';

/** What the middle of the popup shows, and where the focus goes when it comes. */
export const FOCUS = {
  question: '.question h2',
  import: '.import h2',
  request: '#request',
  create: '#create-user',
  conflict: '#conflict-title',
  form: '#item-name',
  item: '#item-title',
  earlier: '#earlier-title',
  share: '#share-title',
  move: '#move-title',
  places: '#places-title',
  generator: '#generator-title',
  why: '#why-title',
  more: '.choice',
  firstRun: '.plain .main',
  empty: '.plain .main',
  locked: '.plain .main',
  open: '[type=search]',
  damaged: '.plain .main',
} as const;

/** What the middle of the popup shows. */
export type Middle = keyof typeof FOCUS;

/** What was opened in the popup itself, beside what the background says. */
export interface Opened {
  desk: ItemDesk;
  /** The generator is wanted. */
  generating: boolean;
  /** The panel with the rarer commands is open. */
  more: boolean;
  /** The vaults and folders are shown to choose from. */
  browsing: boolean;
}

/** What comes before what: first what must be answered, then what the user opened, then the list or what stands in for it. */
export function middleOf(screen: PopupScreen, { desk, generating, more, browsing }: Opened): Middle {
  if (screen.question) return 'question';
  if (screen.import) return 'import';
  if (screen.request) return 'request';
  if (screen.create) return 'create';
  if (screen.change?.conflict && !desk.putOff && screen.state !== 'locked') return 'conflict';
  if (generating) return 'generator';
  if (desk.writing.form) return 'form';
  if (desk.item) return desk.earlier ? 'earlier' : desk.acts.doing ?? 'item';
  if (screen.why) return 'why';
  if (browsing && screen.state === 'open') return 'places';
  const linked = screen.state !== 'firstRun' && screen.state !== 'damaged';
  return more && linked ? 'more' : screen.state;
}
