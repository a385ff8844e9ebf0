import type { FaultView, ItemView, PopupScreen, RequestView } from '../generated/messages';

/** What a sample sets on a view. */
export interface Sample<S> {
  screen?: S;
  refused?: FaultView;
}

const DAY_MS = 86_400_000;
const NAMES = ['Bank', 'Mail', 'Forum', 'Library', 'Train', 'Water works', 'Wiki', 'Garden shop', 'Clinic', 'School'];

function item(name: string, user: string, host: string, days: number): ItemView {
  return { id: `${name} ${user}`, name, user, host, fetchedAtMs: Date.now() - days * DAY_MS, stale: days > 30 };
}

function many(count: number): ItemView[] {
  return Array.from({ length: count }, (_, at) =>
    item(`${NAMES[at % NAMES.length]} ${at + 1}`, `user${at}@example.org`, `s${at}.example.net`, at % 60));
}

const PAGE = { host: 'login.bank.example', registrable: 'bank.example', form: 'login' } as const;
const PHONE = { id: 'ABC-DEF', name: 'Fairphone', address: '192.168.0.20:8787', linkedAtMs: Date.UTC(2026, 8, 3) };

const base: PopupScreen = {
  state: 'open',
  page: PAGE,
  phone: PHONE,
  request: null,
  matches: [],
  company: [],
  others: [],
  more: 0,
  total: 0,
  search: '',
  locksInMs: 272_000,
  question: null,
  notice: null,
  keep: true,
};

const open: PopupScreen = {
  ...base,
  matches: [
    item('Bank, private', 'anna.schmidt@example.org', 'login.bank.example', 2),
    item('Bank, business', 'anna@schmidt-gardens.example', 'login.bank.example', 63),
  ],
  company: [item('Bank shares', 'anna.schmidt', 'shares.bank.example', 12)],
  others: many(1000),
  more: 4000,
  total: 5003,
};

const running: RequestView = {
  kind: 'site',
  host: 'login.bank.example',
  registrable: 'bank.example',
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

function popup(change: Partial<PopupScreen>): Sample<PopupScreen> {
  return { screen: { ...base, ...change } };
}

function asking(change: Partial<RequestView>): Sample<PopupScreen> {
  return popup({ state: 'locked', locksInMs: null, request: { ...running, ...change } });
}

const LONG_HOST = 'a-very-long-name-that-goes-on-and-on.customers.accounts.xn--80ak6aa92e.example.co.uk';

/** The popup's states. */
export const popupSamples: Record<string, Sample<PopupScreen>> = {
  first: popup({ state: 'firstRun', phone: null, locksInMs: null }),
  empty: popup({ state: 'empty', locksInMs: null }),
  locked: popup({ state: 'locked', locksInMs: null }),
  'locked-nopage': popup({
    state: 'locked', locksInMs: null, page: { host: '', registrable: '', form: 'notAPage' },
  }),
  damaged: popup({ state: 'damaged', locksInMs: null }),
  open: { screen: open },
  few: popup({ others: many(4), total: 4, page: { ...PAGE, form: 'none' } }),
  signup: popup({ others: many(40), total: 40, page: { ...PAGE, form: 'newPassword' } }),
  filled: { screen: { ...open, notice: { type: 'filled', name: 'Bank, private', host: PAGE.host } } },
  notfilled: { screen: { ...open, notice: { type: 'notFilled', why: 'didNotFit' } } },
  kept: { screen: { ...open, notice: { type: 'kept', new: 12, changed: 1 } } },
  refused: { screen: open, refused: { key: 'itemGone', code: 'VLT-07', detail: null } },
  search: popup({ search: 'bank', matches: open.matches, others: many(3), total: 5003 }),
  nothing: popup({ search: 'no such login', total: 5003 }),
  long: popup({
    page: { host: LONG_HOST, registrable: 'example.co.uk', form: 'login' },
    matches: [item(
      'A login with a name that somebody made far too long to fit into any popup',
      'a.very.long.account.name.with.many.parts@a-very-long-host.example.org',
      LONG_HOST,
      400,
    )],
    others: [item('<b>not bold</b> \u202etxet', '', '', 0)],
    total: 2,
  }),
  received: asking({ stage: 'done', received: 1, held: item('Bank, private', 'anna.schmidt@example.org', 'login.bank.example', 0) }),
  notkept: popup({ others: many(4), total: 4, notice: { type: 'notKept' } }),
  reaching: asking({ stage: 'reaching', endsInMs: 59_000 }),
  waiting: asking({}),
  'waiting-long': asking({
    host: LONG_HOST, registrable: 'example.co.uk', phoneShows: 'co.uk', interference: true, endsInMs: 8_000,
    canExtend: false,
  }),
  'phone-locked': asking({ stage: 'phoneLocked' }),
  busy: asking({ stage: 'phoneBusy' }),
  unreachable: asking({ stage: 'unreachable' }),
  notaccepted: asking({ stage: 'notAcceptedYet' }),
  finishing: asking({ stage: 'finishing', kind: 'unlock', host: '', registrable: '' }),
  done: asking({ stage: 'done', kind: 'all', host: '', registrable: '', received: 128 }),
  failed: asking({ stage: 'failed', fault: { key: 'phoneDenied', code: 'PHN-03', detail: null } }),
  'failed-unknown': asking({
    stage: 'failed', fault: { key: 'phoneUnknownLink', code: 'PHN-05', detail: '192.168.0.20:8787' },
  }),
  insecure: { screen: { ...open, question: { type: 'insecurePage', host: 'router.example' } } },
  othersite: {
    screen: { ...open, question: { type: 'otherSite', itemHost: 'shares.bank.example', pageHost: PAGE.host } },
  },
  nosite: { screen: { ...open, question: { type: 'noSite', pageHost: PAGE.host } } },
  target: { screen: { ...open, question: { type: 'otherTarget', pageHost: PAGE.host, target: 'http://collect.example' } } },
};
