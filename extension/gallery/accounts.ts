import type { AccountView, ItemView, PopupScreen } from '../generated/messages';
import { ACCOUNT, FACTORS, item, many, NO_PAGE, OFFER, PHONE, popup, sourceOf, type Sample } from './popup';

const SERVER = ACCOUNT.source;

/** Logins of the account, beside those of the phone. */
function ofServer(name: string, user: string, host: string, change: Partial<ItemView> = {}): ItemView {
  return item(name, user, host, 0, { source: SERVER.id, place: 'Private', ...change });
}

const UNOPENED = { user: '', host: '', unopened: true };
const HOURS_MS = 3_600_000;

/** A phone and an account. */
const both: Partial<PopupScreen> = {
  sources: [sourceOf(PHONE), SERVER],
  accounts: [{ ...ACCOUNT, syncedAtMs: Date.now() - 3 * HOURS_MS }],
  matches: [
    item('Bank, private', 'anna.schmidt@example.org', 'login.bank.example', 2),
    ofServer('Bank, from the club', 'club@example.org', 'login.bank.example', { place: 'Garden club', hasCode: true }),
  ],
  others: [
    ofServer('Library', 'anna', 'library.example'),
    ofServer('A login with a name that somebody made far too long to fit into any popup', 'a.very.long.account.name.with.many.parts@a-very-long-host.example.org',
      'a-very-long-name-that-goes-on-and-on.example', { place: 'A vault with a name that somebody made far too long' }),
    ofServer('Not opened yet', '', '', UNOPENED),
    ofServer('<b>not bold</b> \u202etxet', '', '', { ...UNOPENED, place: '<i>hostile</i> \u202etluav' }),
    ...many(5),
  ],
  total: 11,
};

/** An account, and no phone at all. */
const noPhone: Partial<PopupScreen> = { phone: null, phones: [], sources: [SERVER], accounts: [ACCOUNT] };

function account(sync: AccountView['sync'], change: Partial<AccountView> = {}, more: Partial<PopupScreen> = {}): Sample<PopupScreen> {
  const accounts = [{ ...ACCOUNT, syncedAtMs: Date.now() - 3 * HOURS_MS, sync, ...change }];
  const others = [ofServer('Library', 'anna', 'library.example'), ofServer('Not opened yet', '', '', UNOPENED)];
  return popup({ ...noPhone, accounts, others, total: 2, ...more });
}

const offline = (key: string): AccountView['sync'] => ({ type: 'failed', fault: { key, code: 'SRV-03', detail: null } });

/** The popup's states with accounts, beside a phone and without one. */
export const accountSamples: Record<string, Sample<PopupScreen>> = {
  both: popup(both),
  'both-search': popup({ ...both, search: 'no such login', matches: [], others: [] }),
  'both-offer': popup({ ...both, offer: { ...OFFER, kind: 'changed', item: { id: `${SERVER.id}/club`, name: 'Bank, from the club', user: 'club@example.org' } } }),
  'both-locked': popup({ ...both, state: 'locked', locksInMs: null, factors: FACTORS, matches: [], others: [] }),
  account: account({ type: 'idle' }),
  'account-nopage': account({ type: 'idle' }, {}, { page: NO_PAGE }),
  'account-search': account({ type: 'idle' }, {}, { search: 'no such login', others: [] }),
  'account-fetching': account({ type: 'fetching' }),
  'account-opening': account({ type: 'opening', done: 120, total: 10_000 }),
  'account-never': account({ type: 'idle' }, { syncedAtMs: 0 }, { others: [], total: 0 }),
  'account-offline': account(offline('serverUnreachable')),
  'account-permission': account(offline('serverNoPermission')),
  'account-several': account({ type: 'idle' }, {}, {
    sources: [SERVER, { ...SERVER, id: 'passman-11111111', name: 'W'.repeat(60), colour: 4, short: 'WW' }],
    accounts: [
      ACCOUNT,
      { ...ACCOUNT, source: { ...SERVER, id: 'passman-11111111', name: 'W'.repeat(60), colour: 4, short: 'WW' }, sync: offline('serverMaintenance') },
      { ...ACCOUNT, source: { ...SERVER, id: 'passman-22222222', name: '<b>not bold</b> \u202etxet', colour: 6, short: '<b' } },
    ],
  }),
  'account-empty': popup({ ...noPhone, state: 'empty', locksInMs: null }),
  'account-empty-failed': account(offline('serverWrongLogin'), { syncedAtMs: 0 }, { state: 'empty', locksInMs: null, others: [], total: 0 }),
  'account-locked': popup({ ...noPhone, state: 'locked', locksInMs: null, factors: FACTORS }),
  'account-locked-passkey': popup({ ...noPhone, state: 'locked', locksInMs: null, factors: { ...FACTORS, passphrase: false } }),
  'account-locked-needed': popup({ ...noPhone, state: 'locked', locksInMs: null, factors: { ...FACTORS, passkey: null, phoneNeeded: true } }),
  'account-offer': account({ type: 'idle' }, {}, { offer: OFFER }),
  'account-more': { ...account({ type: 'idle' }), more: true },
};
