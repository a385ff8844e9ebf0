import type { DetailView, FaultView, Intent, ItemView, PlaceView, PopupScreen } from '../generated/messages';
import { DETAIL, FAULT, HOSTILE, type ItemSample, LONG_NAME, NOTE, SECRET } from './item';
import { ACCOUNT, item, NO_PAGE, OFFER, PASSWORK, PHONE, popup, sourceOf } from './popup';

const SERVER = PASSWORK.source;
const COMPANY = 'Company';
const DEEP = `${COMPANY} / Infrastructure / Databases`;

function login(name: string, place: string, change: Partial<ItemView> = {}): ItemView {
  return item(name, 'anna@example.org', 'login.bank.example', 0, { id: `${SERVER.id}/${name}`, source: SERVER.id, place, ...change });
}

const ITEM = login('Bank of the company', DEEP, { hasCode: true });

/** A place of the account, as the background names it. */
function place(vault: string, path: string, source = SERVER): PlaceView {
  return { source: source.id, vault, name: `${source.name} · ${path}` };
}

const PLACES: PlaceView[] = [
  place('c', COMPANY), place('c/1', `${COMPANY} / Infrastructure`), place('c/2', DEEP), place('c/3', `${COMPANY} / Infrastructure / Mail / out`),
  place('c/4', `${COMPANY} / Marketing`), place('p', 'Private'), place('p/1', 'Private / Travel'),
];
const MANY: PlaceView[] = [
  ...PLACES,
  ...Array.from({ length: 60 }, (_, at) => place(`c/m${at}`, `${COMPANY} / Projects / Project ${at + 1}`)),
  place('c/projects', `${COMPANY} / Projects`),
];
const BAD_PLACES: PlaceView[] = [
  place('a', '<b>not bold</b> \u202etxet'), place('a/1', '<b>not bold</b> \u202etxet / <i>hostile</i>'), place('b', ''), place('b/1', ' / '),
  place('c', 'W'.repeat(90)), place('c/1', `${'W'.repeat(90)} / ${'A folder with a name that goes on and on '.repeat(3)}`),
  place('same-1', 'Twice'), place('same-1/1', 'Twice / Folder'), place('same-2', 'Twice'), place('same-2/1', 'Twice / Folder'),
  place('gone/1', 'Lost / Folder of no vault'),
  ...Array.from({ length: 14 }, (_, at) => place(`d/${at}`, Array.from({ length: at + 2 }, (_, level) => `Level ${level}`).join(' / '))),
  place('d', 'Level 0'),
];

const screen: PopupScreen = popup({
  phone: null, phones: [], sources: [SERVER], accounts: [PASSWORK], places: PLACES,
  matches: [ITEM], others: [login('Library', 'Private'), login('Mail gateway', `${COMPANY} / Infrastructure / Mail / out`)], total: 352,
}).screen as PopupScreen;

/** Two accounts and a phone. */
const several: Partial<PopupScreen> = {
  sources: [sourceOf(PHONE), SERVER, ACCOUNT.source], accounts: [PASSWORK, ACCOUNT],
  places: [...PLACES, place('n', 'Private', ACCOUNT.source), place('g', 'Garden club', ACCOUNT.source)],
};

const OF_PASSWORK: DetailView = {
  ...DETAIL, item: ITEM, vault: DEEP, email: '', createdAtMs: 0, hasRevisions: false,
  files: [{ name: 'Contract.pdf', size: 0 }, { name: 'W'.repeat(90) + '.pdf', size: 0 }],
  lives: ['hour', 'day', 'week', 'unlimited'], sealed: true, favourite: false, movable: true,
};
const LONG: DetailView = {
  ...OF_PASSWORK, item: { ...ITEM, name: LONG_NAME }, favourite: true, sealed: false,
  vault: Array.from({ length: 12 }, (_, at) => `A folder with a long name, level ${at + 1}`).join(' / '),
};
const BAD: DetailView = { ...OF_PASSWORK, item: { ...ITEM, name: HOSTILE }, vault: '<i>hostile</i> / \u202etluav', sealed: false };

const LISTS: PopupScreen['lists'] = [
  { source: SERVER.id, kind: 'favourites', place: ':favourites', items: 5 },
  { source: SERVER.id, kind: 'recent', place: ':recent', items: 20 },
];

const OFFLINE: FaultView = { key: 'serverUnreachable', code: 'SRV-03', detail: 'passwork.example.org' };
const FORBIDDEN: FaultView = { key: 'passworkRefused', code: 'PWK-01', detail: null };

function opened(detail: DetailView, press: ItemSample['press'] = [], answers: Partial<ItemSample['answers']> = {}, more: Partial<PopupScreen> = {}): ItemSample {
  return {
    screen: { ...screen, matches: [detail.item], ...more },
    press: ['item_details', ...press],
    answers: { detail, secret: SECRET, note: NOTE, ...answers },
  };
}

/** Something gets no answer for a while. */
function slow(sample: ItemSample, ...silent: Array<Intent['type']>): ItemSample {
  return { ...sample, answers: { ...sample.answers, silent }, slow: true };
}

function list(more: Partial<PopupScreen>, press: ItemSample['press'] = []): ItemSample {
  return { screen: { ...screen, ...more }, press, answers: {} };
}

const HERE: PlaceView = place('c/2', DEEP);
const narrowed: Partial<PopupScreen> = { browsed: HERE, others: [login('Database of the shop', DEEP), login('Old database', DEEP)] };

/** What logins of a Passwork have beside those of other servers, and the tree of places. */
export const passworkSamples: Record<string, ItemSample> = {
  passwork: opened(OF_PASSWORK),
  'passwork-clear': opened({ ...OF_PASSWORK, sealed: false, hasRevisions: true }),
  'passwork-seven': opened({ ...OF_PASSWORK, favourite: null }),
  'passwork-only-place': opened(OF_PASSWORK, [], {}, { places: [HERE] }),
  'passwork-long': opened(LONG),
  'passwork-hostile': opened(BAD),
  'passwork-edit': opened(OF_PASSWORK, ['item_edit']),
  'passwork-edit-running': opened(OF_PASSWORK, ['item_edit'], {}, { change: { name: 'Another', running: true, fault: null, conflict: null } }),
  'passwork-edit-failed': opened(OF_PASSWORK, ['item_edit'], {}, { change: { name: 'Another', running: false, fault: FORBIDDEN, conflict: null } }),
  'passwork-new': list({}, ['more_commands', 'form_new_title']),
  'passwork-new-several': list({ ...several, browsed: place('c/2', DEEP) }, ['more_commands', 'form_new_title']),
  'passwork-new-hostile': list({ places: [...BAD_PLACES, ...PLACES], browsed: place('c/1', BAD_PLACES.find(({ vault }) => vault === 'c/1')?.name ?? '') }, ['more_commands', 'form_new_title']),
  favourite: opened(OF_PASSWORK, ['item_favourite']),
  'favourite-refused': opened(OF_PASSWORK, ['item_favourite'], { late: OFFLINE }),
  share: opened(OF_PASSWORK, ['item_share']),
  'share-clear': opened({ ...OF_PASSWORK, sealed: false }, ['item_share']),
  'share-long': opened(LONG, ['item_share']),
  'share-hostile': opened(BAD, ['item_share']),
  'share-month': opened({ ...OF_PASSWORK, lives: ['month'] }, ['item_share']),
  'share-busy': slow(opened(OF_PASSWORK, ['item_share', 'share_make']), 'shareItem'),
  'share-done': opened(OF_PASSWORK, ['item_share', 'share_make']),
  'share-stays': opened(OF_PASSWORK, ['item_share', 'share_make'], {}, { clipboardSeconds: 0 }),
  'share-failed': opened({ ...OF_PASSWORK, sealed: false }, ['item_share', 'share_make'], { late: FORBIDDEN }),
  move: opened(OF_PASSWORK, ['item_move']),
  'move-many': opened(OF_PASSWORK, ['item_move'], {}, { places: MANY }),
  'move-thousands': opened(OF_PASSWORK, ['item_move'], {}, { places: Array.from({ length: 1900 }, (_, at) => place(`c/t${at}`, `${COMPANY} / Folder ${at + 1}`)) }),
  'move-typed': { ...opened(OF_PASSWORK, ['item_move'], {}, { places: MANY }), type: ['projéct 5'] },
  'move-none': { ...opened(OF_PASSWORK, ['item_move'], {}, { places: MANY }), type: ['no such place'] },
  'move-long': opened(LONG, ['item_move'], {}, { places: [...BAD_PLACES, ...PLACES] }),
  'move-running': opened(OF_PASSWORK, [], {}, { change: { name: ITEM.name, running: true, fault: null, conflict: null } }),
  copied: opened(OF_PASSWORK, [], {}, { notice: { type: 'stored', name: ITEM.name } }),
  fixed: opened({ ...OF_PASSWORK, editable: false, movable: false, lives: [] }),
  'fixed-shared': opened({ ...OF_PASSWORK, shared: true, editable: false, movable: false }),
  'bin-ask': opened(OF_PASSWORK, ['item_bin']),
  'passwork-refused': { ...opened(OF_PASSWORK), answers: { refused: FORBIDDEN } },
  'passwork-damaged': opened({ ...OF_PASSWORK, editable: false, damaged: true, fields: [], files: [] }),
  'move-failed': opened(OF_PASSWORK, [], {}, { change: { name: ITEM.name, running: false, fault: FORBIDDEN, conflict: null } }),
  'slow-panel': slow(opened(OF_PASSWORK), 'showItem'),
  'slow-secret': slow(opened(OF_PASSWORK, ['item_show']), 'reveal'),
  'slow-copy': slow(opened(OF_PASSWORK, ['item_copy', 'item_copy']), 'copy'),
  'slow-fill': slow(opened(OF_PASSWORK, ['item_fill']), 'fill'),
  'slow-row': slow(list({}, ['copy_password']), 'copy'),
  'slow-row-long': slow(list({ matches: [login(LONG_NAME, LONG.vault)] }, ['fill']), 'fill'),
  'slow-left': slow({ ...opened(OF_PASSWORK, ['item_fill']), after: ['back'] }, 'fill'),
  'in-bin': list({ notice: { type: 'inBin', name: ITEM.name } }),
  'in-bin-long': list({ notice: { type: 'inBin', name: `${LONG_NAME} ${HOSTILE}` } }),
  'not-fetched': list({ notice: { type: 'notFetched', fault: OFFLINE } }),
  'not-fetched-panel': opened(OF_PASSWORK, [], {}, { notice: { type: 'notFetched', fault: FAULT } }),
  tree: list({}, ['places_title']),
  'tree-several': list(several, ['places_title']),
  'tree-many': list({ places: MANY, browsed: place('c/m30', `${COMPANY} / Projects / Project 31`) }, ['places_title']),
  'tree-hostile': list({ places: BAD_PLACES, browsed: place('d/13', BAD_PLACES.find(({ vault }) => vault === 'd/13')?.name.slice(SERVER.name.length + 3) ?? '') }, ['places_title']),
  'sync-offline': list({ accounts: [{ ...PASSWORK, sync: { type: 'failed', fault: { key: 'passworkUnreachable', code: 'SRV-32', detail: null } } }] }),
  'sync-key': list({ accounts: [{ ...PASSWORK, sync: { type: 'failed', fault: { key: 'passworkKeyRefused', code: 'SRV-33', detail: null } } }] }),
  'sync-gone': list({ accounts: [{ ...PASSWORK, sync: { type: 'failed', fault: { key: 'passworkEncryptionGone', code: 'SRV-38', detail: null } } }] }),
  'sync-opening': list({ accounts: [{ ...PASSWORK, sync: { type: 'opening', done: 800, total: 5000 } }], total: 5000 }),
  'first-fetch': list({ state: 'empty', locksInMs: null, matches: [], others: [], total: 0, accounts: [{ ...PASSWORK, syncedAtMs: 0, sync: { type: 'fetching' } }] }),
  'some-unread': list({ others: [login('Readable', 'Private'), login('Not readable', 'Private', { user: '', unopened: true }), login('Gone', 'Private', { gone: true })] }),
  'passwork-offer': list({ offer: OFFER }),
  'passwork-offer-one': list({ offer: OFFER, places: [HERE] }),
  'passwork-offer-several': list({ ...several, offer: OFFER, places: [HERE, ...(several.places ?? [])] }),
  'passwork-offer-changed': list({ offer: { ...OFFER, kind: 'changed', item: { id: ITEM.id, name: ITEM.name, user: ITEM.user } } }),
  'passwork-offer-long': list({ offer: OFFER, places: [...BAD_PLACES.slice(4, 6), ...MANY] }),
  lists: list({ lists: LISTS }),
  'lists-several': list({ ...several, lists: [...LISTS, { ...LISTS[0]!, source: ACCOUNT.source.id, items: 1234 }, { ...LISTS[1]!, source: ACCOUNT.source.id }] }),
  'lists-browsed': list({ lists: LISTS, matches: [], others: [login('Library', 'Private'), login('Mail gateway', COMPANY)], browsed: { source: SERVER.id, vault: ':favourites', name: SERVER.name } }),
  'code-here': list({ wantsCode: true }),
  'code-here-failed': { ...list({ wantsCode: true }), within: { 'nk-code-here': { failed: true } } },
  'code-here-first': { ...list({ wantsCode: true, state: 'firstRun', matches: [], others: [], sources: [], accounts: [], places: [], locksInMs: null, total: 0 }) },
  'lists-tree': list({ lists: LISTS }, ['places_title']),
  'lists-nothing': list({ lists: LISTS, matches: [], others: [], search: 'bank', browsed: { source: SERVER.id, vault: ':recent', name: SERVER.name } }),
  browsed: list(narrowed),
  'browsed-search': list({ ...narrowed, search: 'data' }),
  'browsed-nothing': list({ ...narrowed, matches: [], others: [] }),
  'browsed-nothing-found': list({ ...narrowed, search: 'no such login', matches: [], others: [] }),
  'browsed-account': list({ ...several, browsed: { source: SERVER.id, vault: '', name: SERVER.name } }),
  'browsed-long': list({ ...narrowed, browsed: place('x', LONG.vault) }),
  'browsed-hostile': list({ ...narrowed, browsed: place('x', BAD.vault), page: NO_PAGE }),
};
