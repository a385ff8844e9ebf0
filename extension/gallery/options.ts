import type { AccountView, FindState, FindView, OptionsScreen, PhoneDetail, RequestView } from '../generated/messages';
import type { Refusal } from '../options/section';
import type { Key } from '../ui/text';
import { ACCOUNT, PASSWORK, type Sample } from './popup';

/** What a sample of a page does beside what is set on it. */
export interface PageSample<S> extends Sample<S> {
  refusal?: Refusal;
  /** What is typed into the fields of the form that is open then. */
  type?: string[];
  /** And the buttons to press after that. */
  after?: Key[];
  /** What a part of the view is at, by the part's name: what no background says. */
  within?: Record<string, object>;
  /** What takes a while is seen to do so. */
  slow?: boolean;
}

const DIGEST = '3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855e';
const groups = (from: number): string =>
  (`${DIGEST.slice(from)}${DIGEST.slice(0, from)}`.match(/../g) ?? []).join(':');

const PHONE: PhoneDetail = {
  phone: {
    id: 'ABC-DEF', name: 'Fairphone', short: 'Fa', colour: 0, address: '192.168.0.20:8787',
    linkedAtMs: Date.UTC(2026, 8, 3),
  },
  addresses: [
    {
      text: '192.168.0.20:8787', handle: '@iu', isName: false, answeredAtMs: Date.UTC(2026, 9, 12, 8, 4),
      permission: 'http://192.168.0.20/*',
    },
  ],
  verified: 'short',
  compare: { phoneKey: groups(0), browserKey: groups(9), baseKey: groups(21) },
  cached: 128,
  hasCache: true,
};

const TABLET: PhoneDetail = {
  ...PHONE,
  phone: { ...PHONE.phone, id: 'QRS-TUV', name: 'Old tablet', short: 'Ot', colour: 3, address: 'tablet.home:8787' },
  addresses: [
    { text: 'tablet.home:8787', handle: null, isName: true, answeredAtMs: 0, permission: 'http://tablet.home/*' },
    {
      text: '192.168.0.77:9000', handle: '@icz', isName: false, answeredAtMs: Date.UTC(2026, 9, 1),
      permission: 'http://192.168.0.77/*',
    },
  ],
  verified: 'full',
  cached: null,
};

const LONG: PhoneDetail = {
  ...TABLET,
  phone: {
    ...TABLET.phone, id: 'XYZ-XYZ', colour: 6, short: '<b',
    name: '<b>not bold</b> a telephone with a name that somebody made far too long \u202etxet',
  },
  addresses: [{
    text: 'a-very-long-name-that-goes-on-and-on.customers.example.home.arpa:8787', handle: null, isName: true,
    answeredAtMs: 0, permission: 'http://a-very-long-name-that-goes-on-and-on.77/',
  }],
};

const base: OptionsScreen = {
  phones: [PHONE],
  accounts: [],
  settings: {
    lockAfterMinutes: 15, lockAtMostHours: 8, lockWithScreen: true, lockIdleMinutes: 0, clipboardSeconds: 30,
    language: '', theme: 'system', contextMenu: true, marks: true, offers: true, neverHosts: [],
  },
  policy: { active: false, lockWithinMinutes: 0, noCache: false, noHttpFill: false, noPages: false, allowedAddresses: [] },
  cached: 128,
  open: true,
  hasCache: true,
  tellsScreen: true,
  factors: { passphrase: false, passkey: null, waitMs: 0, phoneNeeded: false, busy: false },
  find: null,
  request: null,
  backup: null,
  removed: [],
  pointed: ['https://login.bank.example', 'https://forum.example:8443'],
  notice: null,
};

/** A request that proves who answers. */
export const proving: RequestView = {
  kind: 'prove',
  phone: PHONE.phone,
  host: '',
  registrable: '',
  items: 0,
  fingerprint: 'KQ-WXT-BZ',
  stage: 'waiting',
  endsInMs: 47_000,
  totalMs: 60_000,
  canExtend: true,
  phoneShows: null,
  interference: false,
  fault: null,
  received: 0,
  held: null,
};

function options(change: Partial<OptionsScreen>, more: Partial<PageSample<OptionsScreen>> = {}): PageSample<OptionsScreen> {
  return { screen: { ...base, ...change }, ...more };
}

function find(state: FindState, change: Partial<OptionsScreen> = {}): PageSample<OptionsScreen> {
  const view: FindView = { phone: 'ABC-DEF', networks: ['192.168.0.0/24', '10.20.30.0/24'], done: 137, total: 508, state };
  return options({ find: view, ...change });
}

const ADDRESS = '192.168.0.31:8787';
const SET = { ...base.factors, passphrase: true, passkey: { credential: [1], salt: [2] } };

const CLUB: AccountView = {
  ...ACCOUNT,
  source: { ...ACCOUNT.source, id: 'passman-11111111', name: '<b>not bold</b> an account with a name that is far too long \u202etxet', colour: 6, short: '<b' },
  address: 'a-very-long-name-that-goes-on-and-on.customers.accounts.example.co.uk:8443/apps/nextcloud/of/the/office',
  plain: true,
  permission: 'http://77/*',
  user: 'a.very.long.account.name.with.many.parts@a-very-long-host.example.org',
  vaults: [{ name: '', items: 0 }, { name: 'W'.repeat(60), items: 10_000 }, { name: '<i>hostile</i> \u202etluav', items: 1 }],
};

function account(sync: AccountView['sync'], more: Partial<AccountView> = {}): PageSample<OptionsScreen> {
  return options({ phones: [], accounts: [{ ...ACCOUNT, ...more, sync }] });
}

const failed = (key: string, number: number): AccountView['sync'] =>
  ({ type: 'failed', fault: { key, code: `SRV-${number}`, detail: null } });

/** The settings page's states. */
export const optionsSamples: Record<string, PageSample<OptionsScreen>> = {
  linked: options({}),
  several: options({ phones: [PHONE, TABLET, LONG] }),
  locked: options({ open: false, cached: 0, phones: [{ ...PHONE, cached: null }] }),
  none: options({ phones: [], cached: 0, open: false, hasCache: false }),
  naming: options({}, { press: ['phone_rename'] }),
  adding: options({}, { press: ['address_add'] }),
  'adding-wrong': options({}, {
    press: ['address_add'], type: ['8.8.8.8'],
    refusal: { place: 'add-ABC-DEF', fault: { key: 'addressNotPrivate', code: 'ADR-04', detail: '8.8.8.8' } },
  }),
  compare: options({}, { press: ['verified_do'] }),
  'compare-again': options({ phones: [TABLET] }, { press: ['verified_again'] }),
  find: options({}, { press: ['find'] }),
  'find-looking': find({ type: 'looking' }),
  'find-found': find({ type: 'found', address: ADDRESS, permission: 'http://192.168.0.31/*' }),
  'find-proving': find({ type: 'proving', address: ADDRESS }, { request: proving }),
  'find-proved': find({ type: 'proved', address: ADDRESS }),
  'find-notfound': find({ type: 'notFound' }),
  'find-nowhere': options({ find: { phone: 'ABC-DEF', networks: [], done: 0, total: 0, state: { type: 'nowhere' } } }),
  backup: options({}, { press: ['backup'] }),
  'backup-running': options({ request: { ...proving, kind: 'backup' } }),
  'backup-saved': options({ backup: { fileName: 'anotherpassvault_2026.json', digest: DIGEST, size: 48_213 } }),
  refused: options({}, {
    refusal: { place: 'ABC-DEF', fault: { key: 'requestRunning', code: 'PHN-11', detail: null } },
  }),
  unlink: options({}, { press: ['unlink'] }),
  removed: options({
    phones: [], cached: 0, open: false, hasCache: false,
    removed: ['removed_keys', 'removed_cache', 'removed_alarms', 'removed_session', 'removed_settings'],
  }),
  accounts: options({ accounts: [ACCOUNT, CLUB] }),
  'accounts-locked': options({
    open: false, cached: 0, phones: [], accounts: [{ ...ACCOUNT, user: '', vaults: [] }], factors: { ...base.factors, passphrase: true },
  }),
  'account-fetching': account({ type: 'fetching' }),
  'account-opening': account({ type: 'opening', done: 1200, total: 10_000 }),
  'account-never': account({ type: 'idle' }, { syncedAtMs: 0 }),
  'account-offline': account(failed('serverUnreachable', 3), { syncedAtMs: Date.now() - 3 * 3_600_000 }),
  'account-wrong': account(failed('serverWrongLogin', 7)),
  'account-permission': { ...account(failed('serverNoPermission', 14), { permission: 'https://77/*' }), press: ['account_allow'] },
  'account-naming': { ...account({ type: 'idle' }), press: ['account_rename'] },
  'account-remove': { ...account({ type: 'idle' }), press: ['account_remove'] },
  'account-refused': { ...account({ type: 'idle' }), refusal: { place: ACCOUNT.source.id, fault: { key: 'noAccount', code: 'SRV-23', detail: null } } },
  'account-passwork': account({ type: 'idle' }, PASSWORK),
  'account-passwork-key': account(failed('passworkKeyRefused', 33), { ...PASSWORK, syncedAtMs: Date.now() - 3 * 3_600_000 }),
  'account-passwork-offline': account(failed('passworkUnreachable', 32), { ...PASSWORK, syncedAtMs: Date.now() - 3 * 3_600_000 }),
  'account-passwork-many': account({ type: 'idle' }, {
    ...PASSWORK, vaults: Array.from({ length: 64 }, (_, at) => ({ name: `Team ${at + 1}`, items: at * 7 })),
  }),
  'account-passwork-gone': account(failed('passworkEncryptionGone', 38), PASSWORK),
  'account-passwork-remove': { ...account({ type: 'idle' }, PASSWORK), press: ['account_remove'] },
  'account-wipe': { ...account({ type: 'idle' }), press: ['wipe_cache_yes'] },
  'no-screen': options({ tellsScreen: false }),
  'removed-not': options({ removed: ['removed_not'] }),
  passphrase: options({}, { press: ['passphrase_set'], type: ['correct horse 1234', 'correct'] }),
  factors: options({ factors: SET }),
  'factors-wait': options({ factors: { ...SET, waitMs: 65_000 } }),
  'factors-phone': options({ factors: { ...SET, phoneNeeded: true, busy: true } }),
  number: options({}, { type: ['500'] }),
  idle: options({ settings: { ...base.settings, lockIdleMinutes: 10, clipboardSeconds: 0 } }),
  pages: options({ settings: { ...base.settings, neverHosts: ['bank.example', 'mail.harbour.example:8443'] } }),
  wipe: options({}, { press: ['wipe_everything_yes'] }),
  rotated: options({ notice: { type: 'rotated', factors: true } }),
  policy: options({
    policy: {
      active: true, lockWithinMinutes: 10, noCache: true, noHttpFill: true, noPages: true,
      allowedAddresses: ['192.168.0.0/24', '10.20.30.40'],
    },
  }, { press: ['address_add'] }),
};
