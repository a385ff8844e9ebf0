import type { ConflictField, DetailView, FaultView, Intent, ItemView, PopupScreen, RevisionView } from '../generated/messages';
import type { Send } from '../ui/port';
import type { Popup } from '../popup/view';
import type { PageSample } from './options';
import { accountSamples } from './accounts';
import { ACCOUNT } from './popup';

/** What the background would answer. */
interface Answers {
  detail?: DetailView;
  note?: string;
  secret?: string;
  revisions?: RevisionView[];
  refused?: FaultView;
  /** These get no answer yet. */
  silent?: Array<Intent['type']>;
  /** Why the last of it is refused, when all else is answered. */
  late?: FaultView;
}

/** A state of the panel of one item, or of the form: how it is come to, and what is answered on the way. */
export type ItemSample = PageSample<PopupScreen> & { answers: Answers };

const SERVER = ACCOUNT.source;
const SECOND = { ...SERVER, id: 'passman-11111111', name: 'Nextcloud of the office', short: 'No', colour: 4 };
const DAY_MS = 86_400_000;
const MADE = Date.UTC(2024, 2, 9, 10, 30);

const ITEM: ItemView = {
  id: `${SERVER.id}/1`, source: SERVER.id, place: 'Private', name: 'Bank, private', user: 'anna.schmidt@example.org',
  host: 'login.bank.example', fetchedAtMs: Date.now(), stale: false, gone: false, unopened: false, hasCode: true,
};

export const DETAIL: DetailView = {
  item: ITEM, vault: 'Private', website: 'https://login.bank.example/start', email: 'anna@example.org', tags: ['money', 'home'],
  hasPassword: true, hasNote: true,
  fields: [{ label: 'Customer number', value: '4711-0815', hidden: false }, { label: 'PIN', value: '', hidden: true }],
  files: [{ name: 'Contract.pdf', size: 48_213 }],
  createdAtMs: MADE, changedAtMs: Date.UTC(2026, 9, 2, 8), expiresAtMs: 0,
  compromised: false, shared: false, editable: true, hasRevisions: true,
  lives: [], sealed: false, favourite: null, movable: false, damaged: false,
};

const EMPTY: DetailView = {
  ...DETAIL, item: { ...ITEM, name: '', user: '', host: '', hasCode: false }, vault: '', website: '', email: '', tags: [],
  hasPassword: false, hasNote: false, fields: [], files: [], createdAtMs: 0, changedAtMs: 0, hasRevisions: false,
};

export const LONG_NAME = 'A login with a name that somebody made far too long to fit into any popup';
export const HOSTILE = '<b>not bold</b> \u202etxet';

const LONG: DetailView = {
  ...DETAIL,
  item: { ...ITEM, name: LONG_NAME, user: 'a.very.long.account.name.with.many.parts@a-very-long-host.example.org' },
  vault: 'A vault with a name that somebody made far too long',
  website: 'https://a-very-long-name-that-goes-on-and-on.customers.accounts.example.co.uk/with/a/path?and=a&query=too\nhttp://router.example\nlogin.bank.example:8443\ndata:text/html,hello\nhttps://bank.example@evil.example/',
  email: 'another.very.long.address.with.many.parts@a-very-long-host.example.org',
  tags: ['money', 'W'.repeat(60), 'a tag with words in it', ...Array.from({ length: 12 }, (_, at) => `tag ${at + 1}`)],
  fields: [
    { label: 'A field with a label that goes on and on, as those of banks sometimes do', value: 'x'.repeat(200), hidden: false },
    { label: '', value: '', hidden: true },
    { label: 'Several lines', value: 'one\ntwo\nthree', hidden: false },
    ...Array.from({ length: 14 }, (_, at) => ({ label: `Field ${at + 1}`, value: at % 2 ? '' : `value ${at + 1}`, hidden: at % 2 === 1 })),
  ],
  files: [{ name: 'W'.repeat(90) + '.pdf', size: 12_400_000 }, { name: 'empty.txt', size: 0 }],
  expiresAtMs: Date.now() + 40 * DAY_MS,
};

const MARKED: DetailView = {
  ...DETAIL, item: { ...ITEM, gone: true }, damaged: true, compromised: true, shared: true, expiresAtMs: Date.UTC(2026, 0, 1),
};

const BAD: DetailView = {
  ...DETAIL,
  item: { ...ITEM, name: HOSTILE, user: HOSTILE }, vault: '<i>hostile</i> \u202etluav', website: HOSTILE, email: HOSTILE, tags: [HOSTILE, ''],
  fields: [{ label: HOSTILE, value: HOSTILE, hidden: false }, { label: '\u202eNIP', value: '', hidden: true }],
  files: [{ name: '../../etc/\u202efdp.exe', size: -1 }],
};

const REVISIONS: RevisionView[] = [
  { id: 3, atMs: Date.UTC(2026, 9, 2, 8), name: 'Bank, private', user: 'anna.schmidt@example.org', website: 'login.bank.example', hasPassword: true },
  { id: 1, atMs: Date.UTC(2024, 2, 9, 10, 31), name: 'Bank', user: '', website: '', hasPassword: false },
  { id: 2, atMs: Date.UTC(2025, 5, 30, 19, 5), name: LONG_NAME, user: 'a.very.long.account.name@a-very-long-host.example.org', website: HOSTILE, hasPassword: true },
];

export const SECRET = 'mT4#kelp-Qz8_vN2!wRy';
export const NOTE = 'Ask for Mrs Meyer.\n\nRecovery codes:\n1234-5678\n8765-4321\n' + 'A line that goes on and on and on. '.repeat(6);

const base = accountSamples['account']?.screen as PopupScreen;
const screen: PopupScreen = {
  ...base, matches: [ITEM], others: [], total: 1, accounts: [ACCOUNT],
  places: [{ source: SERVER.id, vault: 'a', name: 'Nextcloud · Private' }],
};
const places: PopupScreen['places'] = [
  { source: SERVER.id, vault: 'a', name: 'Nextcloud · Private' }, { source: SERVER.id, vault: 'b', name: 'Nextcloud · Garden club' },
  { source: SECOND.id, vault: 'c', name: 'Nextcloud of the office · A vault with a name that somebody made far too long' },
];
const several: PopupScreen = { ...screen, sources: [SERVER, SECOND], places };

export const FAULT: FaultView = { key: 'serverUnreachable', code: 'SRV-03', detail: 'cloud.example.org' };
const FIELDS: ConflictField[] = [
  { field: 'user', ours: 'anna@example.org', theirs: 'anna.schmidt@a-very-long-host-that-goes-on-and-on.example.org' },
  { field: 'password', ours: '', theirs: '' },
  { field: 'website', ours: '', theirs: 'https://login.bank.example/start' },
];

function opened(detail: DetailView, press: ItemSample['press'] = [], answers: Partial<Answers> = {}, more: Partial<PopupScreen> = {}): ItemSample {
  return {
    screen: { ...screen, matches: [detail.item], ...more },
    press: ['item_details', ...press],
    answers: { detail, secret: SECRET, note: NOTE, revisions: REVISIONS, ...answers },
  };
}

function changing(change: Partial<NonNullable<PopupScreen['change']>>, press: ItemSample['press'] = []): ItemSample {
  return {
    screen: { ...screen, change: { name: ITEM.name, running: false, fault: null, conflict: null, ...change } }, press, answers: {},
  };
}

/** The item panel's states, the form's, and those of a change. */
export const itemSamples: Record<string, ItemSample> = {
  row: { screen, answers: {} },
  panel: opened(DETAIL),
  shown: opened(DETAIL, ['item_show', 'item_show', 'item_show']),
  loading: { screen, press: ['item_details'], answers: {} },
  refused: { screen, press: ['item_details'], answers: { refused: { key: 'itemGone', code: 'VLT-07', detail: null } } },
  empty: opened(EMPTY),
  long: opened(LONG),
  marked: opened(MARKED),
  hostile: opened(BAD),
  fixed: opened({ ...DETAIL, shared: true, editable: false, hasRevisions: false }),
  nopage: opened(DETAIL, [], {}, { page: { ...base.page, form: 'notAPage', host: '', registrable: '' } }),
  bin: opened(DETAIL, ['item_bin']),
  earlier: opened(DETAIL, ['item_earlier', 'item_show']),
  'earlier-none': opened(DETAIL, ['item_earlier'], { revisions: [] }),
  edit: opened(DETAIL, ['item_edit']),
  'edit-note': opened(DETAIL, ['item_edit', 'form_note_show']),
  'edit-long': opened(LONG, ['item_edit']),
  'edit-leave': { ...opened(DETAIL, ['item_edit']), type: ['Another name'], after: ['back'] },
  'edit-busy': { ...opened(DETAIL, ['item_edit']), type: ['Another name'], after: ['form_save'] },
  new: { screen, press: ['more_commands', 'form_new_title'], answers: {} },
  'new-several': { screen: several, press: ['more_commands', 'form_new_title'], answers: {} },
  more: { screen, press: ['more_commands'], answers: {} },
  running: changing({ running: true }),
  'running-panel': opened(DETAIL, [], {}, { change: { name: ITEM.name, running: true, fault: null, conflict: null } }),
  failed: changing({ fault: FAULT }),
  'failed-drop': changing({ fault: FAULT }, ['change_drop']),
  conflict: changing({ conflict: { fields: FIELDS, atMs: Date.UTC(2026, 10, 20, 9, 12) } }),
  'conflict-long': changing({
    name: LONG_NAME,
    conflict: {
      atMs: 0,
      fields: [
        { field: 'name', ours: LONG_NAME, theirs: HOSTILE }, ...FIELDS, { field: 'note', ours: '', theirs: '' },
        { field: 'tags', ours: 'money, home', theirs: 'money' }, { field: 'email', ours: 'W'.repeat(80), theirs: '' },
      ],
    },
  }),
  'conflict-later': changing({ conflict: { fields: FIELDS, atMs: 0 } }, ['conflict_later']),
  stored: { screen: { ...screen, notice: { type: 'stored', name: ITEM.name } }, answers: {} },
  binned: { screen: { ...screen, notice: { type: 'binned', name: ITEM.name } }, answers: {} },
  'binned-long': { screen: { ...screen, notice: { type: 'binned', name: LONG_NAME } }, answers: {} },
  unbinned: { screen: { ...screen, notice: { type: 'unbinned', name: ITEM.name } }, answers: {} },
  offer: { screen: { ...screen, offer: offer('new') }, answers: {} },
  'offer-several': { screen: { ...several, offer: offer('new') }, answers: {} },
  'offer-changed': { screen: { ...screen, offer: offer('changed') }, answers: {} },
  'offer-changed-several': { screen: { ...several, offer: offer('changed') }, answers: {} },
  'offer-phone': {
    screen: { ...(accountSamples['both']?.screen as PopupScreen), places: [...places.slice(0, 1), { source: 'ABC-DEF', vault: '', name: 'Fairphone' }], offer: offer('new') },
    answers: {},
  },
};

function offer(kind: 'new' | 'changed'): PopupScreen['offer'] {
  const item = kind === 'changed' ? { id: ITEM.id, name: ITEM.name, user: ITEM.user } : null;
  return { number: 1, host: base.page.host, registrable: base.page.registrable, user: ITEM.user, kind, item };
}

/** Sends, and answers as the background would. */
export function withAnswers(view: Popup, answers: Answers, send: Send): Send {
  const answer = (intent: Intent, seq: number): void => {
    if (answers.silent?.includes(intent.type)) return;
    if (answers.refused) return view.refusedWith(seq, answers.refused);
    switch (intent.type) {
      case 'showItem':
        if (answers.detail) view.itemCame({ type: 'item', seq, detail: answers.detail });
        return;
      case 'reveal':
        return view.itemCame({ type: 'revealed', seq, text: intent.field === 'note' ? answers.note ?? '' : answers.secret ?? '' });
      case 'revealRevision':
        return view.itemCame({ type: 'revealed', seq, text: answers.secret ?? '' });
      case 'showRevisions':
        return view.itemCame({ type: 'revisions', seq, revisions: answers.revisions ?? [] });
      case 'shareItem':
        return answers.late ? view.refusedWith(seq, answers.late) : view.copied(seq, 'link');
      case 'markFavourite':
        if (answers.late) view.refusedWith(seq, answers.late);
        return;
    }
  };
  return (intent) => {
    const seq = send(intent);
    setTimeout(() => answer(intent, seq), 10);
    return seq;
  };
}
