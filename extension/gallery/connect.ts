import type { ConnectScreen, ConnectStep, ConnectVault, FaultView, ServerView } from '../generated/messages';
import type { PageSample } from './options';
import { ACCOUNT, FACTORS, NO_FACTORS, PASSWORK } from './popup';

const SERVER: ServerView = {
  address: 'cloud.example.org/nextcloud', registrable: 'example.org', plain: false, permission: 'https://cloud.example.org/*',
};
const PLAIN: ServerView = { address: '192.168.0.9:8080', registrable: '192.168.0.9', plain: true, permission: 'http://192.168.0.9/*' };
const LONG: ServerView = {
  address: 'a-very-long-name-that-goes-on-and-on.customers.accounts.xn--80ak6aa92e.example.co.uk:8443/apps/nextcloud/of/the/office',
  plain: true,
  registrable: 'example.co.uk',
  permission: 'http://a-very-long-name-that-goes-on-and-on.customers.accounts.xn--80ak6aa92e.example.co.uk/*',
};
const LOGIN = 'https://cloud.example.org/nextcloud/index.php/login/v2/flow/c2FtcGxl';

const fault = (key: string, number: number): FaultView => ({ key, code: `SRV-${number}`, detail: null });

const VAULTS: ConnectVault[] = [
  { guid: 'a', name: 'Private', open: false, fault: null },
  { guid: 'b', name: 'Garden club', open: false, fault: null },
];
const HOSTILE: ConnectVault[] = [
  { guid: 'c', name: '<b>not bold</b> \u202etxet', open: true, fault: null },
  { guid: 'd', name: 'A vault with a name that somebody made far too long to fit into any page that is this narrow', open: true, fault: null },
  { guid: 'e', name: 'W'.repeat(120), open: false, fault: fault('vaultPasswordWrong', 16) },
  { guid: 'f', name: '', open: false, fault: fault('vaultNoChallenge', 17) },
];

type Step<T extends ConnectStep['type']> = Extract<ConnectStep, { type: T }>;

function connect(step: ConnectStep, change: Partial<ConnectScreen> = {}): PageSample<ConnectScreen> {
  return {
    screen: {
      kind: 'passman', step, locked: false, needsPassphrase: false, forbidden: false, factors: NO_FACTORS, hasPhone: false, ...change,
    },
  };
}

function address(change: Partial<Step<'address'>>): PageSample<ConnectScreen> {
  return connect({ type: 'address', text: 'cloud.example.org/nextcloud', server: SERVER, fault: null, ...change });
}

function signIn(change: Partial<Step<'signIn'>>): PageSample<ConnectScreen> {
  return connect({ type: 'signIn', server: SERVER, login: LOGIN, checking: false, fault: null, ...change });
}

function vaults(change: Partial<Step<'vaults'>>, screen: Partial<ConnectScreen> = {}): PageSample<ConnectScreen> {
  return connect({ type: 'vaults', server: SERVER, user: 'anna', vaults: VAULTS, busy: false, ...change }, screen);
}

const FIRM: ServerView = { address: 'passwork.example.org', registrable: 'example.org', plain: false, permission: 'https://passwork.example.org/*' };
const LONG_FIRM: ServerView = { ...LONG, plain: false, permission: 'https://77.example.co.uk/*' };
const WORK: Partial<ConnectScreen> = { kind: 'passwork' };

function key(change: Partial<Step<'key'>> = {}): PageSample<ConnectScreen> {
  return connect({
    type: 'key', host: '', server: null, hasKey: false, hasRefresh: false, hasMaster: false, fromCode: false, fault: null,
    ...change,
  }, WORK);
}

/** With an address that was understood. */
function keyAt(change: Partial<Step<'key'>> = {}): PageSample<ConnectScreen> {
  return key({ host: 'passwork.example.org', server: FIRM, ...change });
}

function coded(change: Partial<Step<'key'>> = {}): PageSample<ConnectScreen> {
  return keyAt({ fromCode: true, hasKey: true, ...change });
}

function master(change: Partial<Step<'master'>> = {}): PageSample<ConnectScreen> {
  return connect({ type: 'master', server: FIRM, user: 'anna@example.org', weak: false, checking: false, fault: null, ...change }, WORK);
}

function found(change: Partial<Step<'found'>> = {}, screen: Partial<ConnectScreen> = {}): PageSample<ConnectScreen> {
  return connect({
    type: 'found', server: FIRM, user: 'anna@example.org', version: '6.4.0', encrypted: true,
    vaults: ['Private', 'Company', 'Servers'], again: null, ...change,
  }, { ...WORK, ...screen });
}

const HOSTILE_NAMES = HOSTILE.map(({ name }) => name);
const MANY_NAMES = Array.from({ length: 240 }, (_, at) => `Team ${at + 1}`);

const choice = connect({ type: 'address', text: '', server: null, fault: null }, { kind: null });

/** The states of a Passwork. */
const passwork: Record<string, PageSample<ConnectScreen>> = {
  choice,
  'choice-again': { ...key(), press: ['choose_other'] },
  key: key(),
  'key-host': keyAt(),
  'key-typed': { ...keyAt(), press: ['passwork_refresh_open'] },
  'key-there': keyAt({ hasKey: true, hasRefresh: true }),
  'key-other': { ...keyAt({ hasKey: true }), press: ['passwork_key_other'] },
  'key-http': key({ host: 'http://passwork.example.org', fault: fault('passworkNeedsHttps', 31) }),
  'key-wrong': key({ host: 'passwork example', fault: fault('serverAddress', 1) }),
  'key-form': keyAt({ fault: fault('passworkKeyForm', 43) }),
  'key-refused': keyAt({ fault: fault('passworkKeyRefused', 33) }),
  'key-forbidden': keyAt({ hasKey: true, fault: fault('passworkApiForbidden', 34) }),
  'key-expired': keyAt({ fault: fault('passworkTokenExpired', 35) }),
  'key-two-factor': keyAt({ fault: fault('passworkTwoFactor', 36) }),
  'key-session': keyAt({ hasKey: true, fault: fault('passworkSessionRefused', 39) }),
  'key-unreachable': keyAt({ hasKey: true, fault: fault('passworkUnreachable', 32) }),
  'key-not-there': keyAt({ hasKey: true, fault: fault('passworkNotThere', 30) }),
  'key-no-code': key({ fault: fault('passworkNoCode', 42) }),
  'key-other-code': key({ fault: fault('passworkOtherCode', 41) }),
  'key-looking': { ...key(), within: { 'nk-passwork-code': { looking: true } } },
  'key-reading': { ...key(), within: { 'nk-passwork-code': { reading: true } } },
  'key-over': { ...key(), within: { 'nk-passwork-code': { over: true } } },
  'key-no-picture': { ...key(), within: { 'nk-passwork-code': { trouble: 'passwork_code_no_picture' } } },
  'key-too-large': { ...key(), within: { 'nk-passwork-code': { trouble: 'passwork_code_too_large' } } },
  'key-not-shown': { ...key(), within: { 'nk-passwork-code': { trouble: 'passwork_code_not_shown' } } },
  'key-permission': keyAt({ hasKey: true, fault: fault('serverNoPermission', 14) }),
  'key-throttled': keyAt({ hasKey: true, fault: fault('serverThrottled', 9) }),
  'key-maintenance': keyAt({ hasKey: true, fault: fault('serverMaintenance', 8) }),
  'key-unreadable': keyAt({ hasKey: true, fault: fault('serverUnreadable', 10) }),
  'key-refused-again': { ...keyAt({ hasKey: true }), refused: { key: 'accountKnown', code: 'SRV-20', detail: null } },
  'key-long': key({ host: LONG.address, server: LONG_FIRM, hasKey: true, fault: fault('serverRedirects', 4) }),
  'key-not-permitted': { ...keyAt({ hasKey: true, server: { ...FIRM, permission: 'https://77/*' } }), press: ['server_go'] },
  code: coded(),
  'code-seven': coded({ hasRefresh: true }),
  'code-master': coded({ hasMaster: true }),
  'code-host-only': coded({ hasKey: false }),
  'code-key-only': coded({ host: '', server: null }),
  'code-http': coded({ host: 'http://passwork.example.org', server: null, fault: fault('passworkNeedsHttps', 31) }),
  'code-unreachable': coded({ fault: fault('passworkUnreachable', 32) }),
  'code-long': coded({ host: LONG.address, server: LONG_FIRM, hasRefresh: true, hasMaster: true }),
  'passwork-reaching': connect({ type: 'reaching', server: FIRM }, WORK),
  master: master(),
  'master-weak': master({ weak: true }),
  'master-checking': master({ checking: true }),
  'master-wrong': master({ fault: fault('passworkMasterWrong', 37) }),
  'master-failed': master({ fault: fault('serverThrottled', 9) }),
  'master-long': master({ server: LONG_FIRM, user: 'anna.schmidt@a-very-long-host.example.org'.repeat(3) }),
  found: found(),
  'found-off': found({ encrypted: false, version: '' }),
  'found-again': found({ encrypted: false, version: '', user: '', again: { name: 'Office', yes: true } }),
  'found-again-long': found({ encrypted: false, version: '', again: { name: `\u202etxet ${LONG.address}`, yes: false } }),
  'found-passphrase': found({}, { needsPassphrase: true }),
  'found-many': found({ vaults: MANY_NAMES }),
  'found-none': found({ vaults: [] }),
  'found-long': found({ server: LONG_FIRM, user: '<b>not bold</b> \u202etxet', version: '6.4.0-<i>x</i>', vaults: HOSTILE_NAMES }),
  'passwork-saving': connect({ type: 'saving' }, WORK),
  'passwork-done': connect({ type: 'done', source: PASSWORK.source }, WORK),
  'passwork-locked': connect({ type: 'key', host: '', server: null, hasKey: false, hasRefresh: false, hasMaster: false, fromCode: false, fault: null }, {
    ...WORK, locked: true, factors: FACTORS, hasPhone: true,
  }),
};

const opened = VAULTS.map((vault, at) => ({ ...vault, open: at === 0 }));

/** The states of the page that connects a server. */
export const connectSamples: Record<string, PageSample<ConnectScreen>> = {
  ...passwork,
  start: connect({ type: 'address', text: '', server: null, fault: null }),
  address: address({}),
  wrong: address({ text: 'cloud example', server: null, fault: fault('serverAddress', 1) }),
  'has-login': address({ text: 'https://anna:pw@cloud.example.org', server: null, fault: fault('serverHasLogin', 2) }),
  plain: address({ text: 'http://192.168.0.9:8080', server: PLAIN }),
  long: address({ text: LONG.address, server: LONG, fault: fault('serverRedirects', 4) }),
  unreachable: address({ fault: fault('serverUnreachable', 3) }),
  'not-nextcloud': address({ fault: fault('serverNotNextcloud', 5) }),
  'no-passman': address({ fault: fault('serverNoPassman', 6) }),
  'not-permitted': { ...address({ server: { ...SERVER, permission: 'https://77/*' } }), press: ['server_go'] },
  reaching: connect({ type: 'reaching', server: SERVER }),
  'reaching-long': connect({ type: 'reaching', server: LONG }),
  signin: signIn({}),
  'signin-opened': { ...signIn({}), press: ['server_login'] },
  'signin-password': signIn({ login: '' }),
  'signin-checking': signIn({ checking: true }),
  'signin-wrong': signIn({ server: LONG, fault: fault('serverWrongLogin', 7) }),
  'signin-expired': signIn({ fault: fault('serverSignInExpired', 15) }),
  vaults: vaults({}),
  'vaults-open': vaults({ vaults: opened }),
  'vaults-passphrase': { ...vaults({ vaults: opened }, { needsPassphrase: true }) },
  'vaults-busy': vaults({ busy: true }),
  'vaults-long': vaults({ vaults: HOSTILE, user: 'anna.schmidt@a-very-long-host.example.org', server: LONG }),
  'vaults-none': vaults({ vaults: [] }),
  saving: connect({ type: 'saving' }),
  done: connect({ type: 'done', source: ACCOUNT.source }),
  'done-long': connect({ type: 'done', source: { ...ACCOUNT.source, name: '<b>not bold</b> \u202etxet '.repeat(8) } }),
  locked: connect({ type: 'address', text: '', server: null, fault: null }, {
    locked: true, factors: FACTORS, hasPhone: true,
  }),
  'locked-account': connect({ type: 'address', text: '', server: null, fault: null }, {
    locked: true, factors: { ...NO_FACTORS, passphrase: true, waitMs: 42_000 },
  }),
  'locked-phone': connect({ type: 'address', text: '', server: null, fault: null }, { locked: true, hasPhone: true }),
  forbidden: connect({ type: 'address', text: '', server: null, fault: null }, { forbidden: true }),
  refused: { ...vaults({ vaults: opened }), refused: { key: 'accountKnown', code: 'SRV-20', detail: null } },
};
