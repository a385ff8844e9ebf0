import type { ConnectScreen, ConnectStep, ConnectVault, FaultView, ServerView } from '../generated/messages';
import type { PageSample } from './options';
import { ACCOUNT, FACTORS, NO_FACTORS } from './popup';

const SERVER: ServerView = {
  address: 'cloud.example.org/nextcloud', plain: false, permission: 'https://cloud.example.org/*',
};
const PLAIN: ServerView = { address: '192.168.0.9:8080', plain: true, permission: 'http://192.168.0.9/*' };
const LONG: ServerView = {
  address: 'a-very-long-name-that-goes-on-and-on.customers.accounts.xn--80ak6aa92e.example.co.uk:8443/apps/nextcloud/of/the/office',
  plain: true,
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
      step, locked: false, needsPassphrase: false, forbidden: false, factors: NO_FACTORS, hasPhone: false, ...change,
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

const opened = VAULTS.map((vault, at) => ({ ...vault, open: at === 0 }));

/** The states of the page that connects a server. */
export const connectSamples: Record<string, PageSample<ConnectScreen>> = {
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
