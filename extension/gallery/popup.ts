import type { AccountView, FactorsView, FaultView, GeneratorOptions, GeneratorView, ItemView, OfferView, PhoneView, PopupScreen, RequestView, SourceView, WhyView } from '../generated/messages';
import type { Code } from '../popup/code';
import type { Made } from '../popup/generator';
import type { Key } from '../ui/text';

/** What a sample sets on a view. */
export interface Sample<S> {
  screen?: S;
  refused?: FaultView;
  /** What a person did in the view before. */
  more?: boolean;
  copiedText?: string;
  /** What the generator made, and what it made before, for whoever asks. */
  made?: Made;
  revealed?: Made;
  /** What is answered to whoever asks for a one-time code. */
  code?: Code;
  /** Texts of the buttons to press, in turn. */
  press?: Key[];
  again?: PhoneView;
  putOff?: boolean;
}

const DAY_MS = 86_400_000;
const NAMES = ['Bank', 'Mail', 'Forum', 'Library', 'Train', 'Water works', 'Wiki', 'Garden shop', 'Clinic', 'School'];

/** A login of the phone. */
export function item(name: string, user: string, host: string, days: number, change: Partial<ItemView> = {}): ItemView {
  const fetchedAtMs = Date.now() - days * DAY_MS;
  return {
    id: `${name} ${user}`, source: PHONE.id, place: '', name, user, host, fetchedAtMs, stale: days > 30, gone: false,
    unopened: false, hasCode: false, ...change,
  };
}

/** Many of them. */
export function many(count: number): ItemView[] {
  return Array.from({ length: count }, (_, at) =>
    item(`${NAMES[at % NAMES.length]} ${at + 1}`, `user${at}@example.org`, `s${at}.example.net`, at % 60));
}

/** A phone that is linked. */
export const PHONE: PhoneView = {
  id: 'ABC-DEF', name: 'Fairphone', short: 'FP', colour: 0, address: '192.168.0.20:8787', linkedAtMs: Date.UTC(2026, 8, 3),
};
/** And three more of them. */
export const OTHERS: PhoneView[] = [
  { ...PHONE, id: 'GHI-JKL', name: 'Pixel', short: 'PX', colour: 1, address: '192.168.0.31:8787' },
  { ...PHONE, id: 'MNO-PQR', name: 'Phone of the office, second floor, by the window', short: 'O', colour: 4 },
  { ...PHONE, id: 'STU-VWX', name: 'STU-VWX', short: 'ST', colour: 5 },
];
const ALL = [PHONE, ...OTHERS];

/** A phone as a source. */
export function sourceOf({ id, name, short, colour }: PhoneView): SourceView {
  return { id, name, short, colour, kind: 'phone', can: { refreshItem: true, sync: false, forget: true, edit: false } };
}

/** A connected account. */
export const ACCOUNT: AccountView = {
  source: {
    id: 'passman-0a1b2c3d', name: 'Nextcloud', short: 'Ne', colour: 1, kind: 'passman',
    can: { refreshItem: false, sync: true, forget: false, edit: true },
  },
  address: 'cloud.example.org/nextcloud',
  plain: false,
  permission: 'https://cloud.example.org/*',
  user: 'anna',
  vaults: [{ name: 'Private', items: 128 }, { name: 'Garden club', items: 1 }],
  syncedAtMs: Date.now() - 5 * 60_000,
  sync: { type: 'idle' },
};

/** Another one, at a Passwork. */
export const PASSWORK: AccountView = {
  ...ACCOUNT,
  source: { ...ACCOUNT.source, id: 'passwork-0a1b2c3d', name: 'Passwork', short: 'Pa', colour: 2, kind: 'passwork' },
  address: 'passwork.example.org',
  permission: 'https://passwork.example.org/*',
  user: 'anna@example.org',
  vaults: [{ name: 'Private', items: 12 }, { name: 'Company', items: 340 }],
};

/** The page in front. */
export const PAGE = { host: 'login.bank.example', registrable: 'bank.example', form: 'login', frame: '', pointed: false } as const;
/** None. */
export const NO_PAGE = { host: '', registrable: '', form: 'notAPage', frame: '', pointed: false } as const;
/** Nothing but a phone opens the cache. */
export const NO_FACTORS: FactorsView = { passphrase: false, passkey: null, waitMs: 0, phoneNeeded: false, busy: false };
/** Everything opens it. */
export const FACTORS: FactorsView = { ...NO_FACTORS, passphrase: true, passkey: { credential: [1, 2, 3], salt: [4, 5, 6] } };

const base: PopupScreen = {
  state: 'open',
  page: PAGE,
  phone: PHONE,
  phones: [PHONE],
  sources: [sourceOf(PHONE)],
  accounts: [],
  places: [],
  change: null,
  closed: [],
  request: null,
  import: null,
  create: null,
  generator: null,
  why: null,
  next: null,
  openedFor: null,
  matches: [],
  company: [],
  others: [],
  more: 0,
  total: 0,
  search: '',
  browsed: null,
  locksInMs: 272_000,
  wantsCode: false,
  lists: [],
  factors: NO_FACTORS,
  clipboardSeconds: 30,
  question: null,
  offer: null,
  notice: null,
  keep: true,
  mayKeep: true,
  mayStay: true,
  pagesHint: false,
};

/** What was typed into it. */
export const OFFER: OfferView = {
  number: 1, host: PAGE.host, registrable: PAGE.registrable, user: 'anna.schmidt@example.org', kind: 'new', item: null,
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
  phone: PHONE,
  items: 0,
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

/** Every phone has given something. */
const several: PopupScreen = {
  ...open,
  phones: ALL,
  sources: ALL.map(sourceOf),
  phone: OTHERS[0] as PhoneView,
  matches: open.matches.map((one, at) => ({ ...one, source: at === 0 ? 'GHI-JKL' : 'ABC-DEF' })),
  others: many(40).map((one, at) => ({ ...one, source: ALL[at % ALL.length]?.id ?? '', gone: at % 5 === 1 })),
  more: 0,
  total: 43,
};

const CODED = item('Bank, private', 'anna.schmidt@example.org', 'login.bank.example', 2, { hasCode: true });
const CODE: Code = {
  type: 'code', seq: 1, digits: '492039', leftMs: 21_000, periodMs: 30_000, next: null, counter: null,
};

function coded(change: Partial<Code>): Sample<PopupScreen> {
  const matches = [CODED, ...open.matches.slice(1)];
  return { screen: { ...open, matches }, press: ['code_show'], code: { ...CODE, ...change } };
}

const OPTIONS: GeneratorOptions = {
  kind: 'password', length: 20, lower: true, upper: true, digits: true, special: true, avoidLookAlikes: false,
  words: 6, separator: '-', capitals: false, number: false, language: 'english',
};

const MADE: Made = { type: 'generated', seq: 1, id: 'a', text: 'mT4#kelp-Qz8_vN2!wRy', bits: 125.7, strength: 'strong' };

const BEFORE = [
  { id: 'b', host: 'forum.example', madeAtMs: Date.UTC(2026, 10, 3, 9, 5), taken: true },
  { id: 'c', host: '', madeAtMs: Date.UTC(2026, 9, 28, 18, 40), taken: false },
];

const WHY: WhyView = {
  forbidden: false,
  more: 1,
  fields: [
    { name: 'E-mail address', meaning: 'accountName', sure: 97, because: 'autocomplete', verdict: { type: 'fills' } },
    { name: 'Password', meaning: 'currentPassword', sure: 94, because: 'type', verdict: { type: 'fills' } },
    { name: 'password2', meaning: 'currentPassword', sure: 80, because: 'unseen', verdict: { type: 'unseen' } },
    { name: 'Choose a password', meaning: 'newPassword', sure: 92, because: 'words', verdict: { type: 'newPassword' } },
    { name: 'Code from your app', meaning: 'oneTimeCode', sure: 88, because: 'words', verdict: { type: 'code' } },
    { name: 'User', meaning: 'accountName', sure: 62, because: 'words', verdict: { type: 'otherForm' } },
    { name: 'Search', meaning: 'other', sure: 99, because: 'words', verdict: { type: 'other' } },
  ],
};

function whyNot(change: Partial<WhyView>): Sample<PopupScreen> {
  return { screen: { ...open, why: { ...WHY, ...change } } };
}

function generating(change: Partial<GeneratorView>, made: Partial<Made> = {}, more: Partial<PopupScreen> = {}): Sample<PopupScreen> {
  const generator = { options: OPTIONS, rules: null, canFill: false, history: [], locked: false, brief: false, ...change };
  return { screen: { ...base, generator, ...more }, made: { ...MADE, ...made } };
}

/** The popup, with what differs. */
export function popup(change: Partial<PopupScreen>): Sample<PopupScreen> {
  return { screen: { ...base, ...change } };
}

function asking(change: Partial<RequestView>): Sample<PopupScreen> {
  return popup({ state: 'locked', locksInMs: null, request: { ...running, ...change } });
}

function locked(factors: Partial<FactorsView>): Sample<PopupScreen> {
  return popup({ state: 'locked', locksInMs: null, factors: { ...FACTORS, ...factors } });
}

function ended(kind: RequestView['kind'], change: Partial<RequestView> = {}): Sample<PopupScreen> {
  return popup({ phones: ALL, request: { ...running, kind, host: '', registrable: '', ...change } });
}

const LONG_HOST = 'a-very-long-name-that-goes-on-and-on.customers.accounts.xn--80ak6aa92e.example.co.uk';

/** The popup's states. */
export const popupSamples: Record<string, Sample<PopupScreen>> = {
  first: popup({ state: 'firstRun', phone: null, locksInMs: null }),
  empty: popup({ state: 'empty', locksInMs: null }),
  locked: popup({ state: 'locked', locksInMs: null }),
  'locked-nopage': popup({ state: 'locked', locksInMs: null, page: NO_PAGE }),
  'locked-factors': locked({}),
  'locked-passkey': locked({ passphrase: false }),
  'locked-busy': locked({ busy: true }),
  'locked-wait': { ...locked({ waitMs: 42_000 }), refused: { key: 'vaultWrongKey', code: 'VLT-01', detail: null } },
  'locked-needed': locked({ phoneNeeded: true }),
  'locked-several': popup({ state: 'locked', locksInMs: null, phones: ALL, notice: { type: 'locked', why: 'slept' } }),
  damaged: popup({ state: 'damaged', locksInMs: null }),
  open: { screen: open },
  few: popup({ others: many(4), total: 4, page: { ...PAGE, form: 'none' } }),
  hint: { screen: { ...open, others: many(3), more: 0, total: 6, pagesHint: true } },
  signup: popup({ others: many(40), total: 40, page: { ...PAGE, form: 'newPassword' } }),
  filled: { screen: { ...open, notice: { type: 'filled', name: 'Bank, private', host: PAGE.host } } },
  notfilled: { screen: { ...open, notice: { type: 'notFilled', why: 'didNotFit' } } },
  kept: { screen: { ...open, notice: { type: 'kept', new: 12, changed: 1 } } },
  refused: { screen: open, refused: { key: 'itemGone', code: 'VLT-07', detail: null } },
  code: coded({}),
  'code-low': coded({ leftMs: 3_600, next: '045381' }),
  'code-long': coded({ digits: '123456789', periodMs: 60_000, leftMs: 41_000 }),
  'code-steam': coded({ digits: 'FR8RV' }),
  'code-counter': coded({ digits: '87654321', leftMs: 0, periodMs: 0, counter: 14 }),
  'code-held': {
    screen: {
      ...base,
      request: { ...running, stage: 'done', received: 1, held: CODED },
    },
    press: ['code_show_short'], code: CODE,
  },
  why: whyNot({}),
  'why-none': whyNot({ fields: [], forbidden: true }),
  'why-long': whyNot({
    fields: [
      { name: 'A label that goes on and on, as those of terms and conditions sometimes do', meaning: 'other', sure: 50, because: 'nothing', verdict: { type: 'other' } },
      { name: '<b>not bold</b> \u202etxet', meaning: 'accountName', sure: 71, because: 'place', verdict: { type: 'otherSite', host: LONG_HOST } },
      { name: '', meaning: 'currentPassword', sure: 90, because: 'type', verdict: { type: 'otherSite', host: '' } },
      ...WHY.fields,
    ],
    more: 460,
  }),
  generator: generating({}),
  'generator-words': generating(
    { options: { ...OPTIONS, kind: 'passphrase', number: true }, history: BEFORE },
    { text: 'unbolted-freebee8-cornfield-tubeless-yippee-grimacing', bits: 83.4 },
  ),
  'generator-rules': generating(
    {
      options: { ...OPTIONS, length: 12 },
      canFill: true,
      rules: {
        min: 8, max: 12, needs: [{ type: 'digit' }, { type: 'oneOf', signs: '-_.' }], not: [{ type: 'upper' }],
        maxConsecutive: 2, unread: true,
      },
    },
    { text: 'k3lp-tideruv', bits: 58.2, strength: 'fair' },
    { page: { ...PAGE, form: 'newPassword' } },
  ),
  'generator-long': {
    ...generating({ options: { ...OPTIONS, length: 64 }, history: [{ ...BEFORE[0], id: 'b', host: LONG_HOST, madeAtMs: 0, taken: true }, ...BEFORE] },
      { text: 'W'.repeat(128), bits: 412 }),
    press: ['made_reveal'], revealed: { ...MADE, id: 'b', text: 'Fresh-Keel-2026' },
  },
  'generator-locked': generating({ locked: true }, {}, { state: 'locked', locksInMs: null }),
  'generator-brief': generating({ history: BEFORE, brief: true }, { text: 'tide', bits: 18.8, strength: 'weak' }),
  search: popup({ search: 'bank', matches: open.matches, others: many(3), total: 5003 }),
  nothing: popup({ search: 'no such login', total: 5003 }),
  long: popup({
    page: { ...PAGE, host: LONG_HOST, registrable: 'example.co.uk' },
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
  frame: {
    screen: { ...open, question: { type: 'otherFrame', frameHost: 'login.id.example', pageHost: PAGE.host } },
  },
  shown: { screen: { ...open, question: { type: 'shownPassword', pageHost: PAGE.host } } },
  framed: { screen: { ...open, page: { ...PAGE, form: 'framed', frame: 'login.id.example' } } },
  next: { screen: { ...open, next: { item: open.matches[0] as ItemView, step: 'password' } } },
  'next-code': { screen: { ...open, page: { ...PAGE, form: 'code' }, next: { item: open.matches[0] as ItemView, step: 'code' } } },
  choosing: { screen: { ...open, openedFor: 'choosing' } },
  unlocking: popup({ state: 'locked', locksInMs: null, openedFor: 'unlocking' }),
  several: { screen: several },
  closed: { screen: { ...several, closed: ['ABC-DEF', 'MNO-PQR'] } },
  gone: popup({
    matches: [
      item('Bank, private', 'anna.schmidt@example.org', 'login.bank.example', 63, { gone: true }),
      item('Bank, without a name', '', 'login.bank.example', 3, { gone: true }),
    ],
    total: 2,
  }),
  more: { ...popup({}), screen: open, more: true },
  'more-several': { screen: several, more: true },
  'more-nopage': { screen: { ...open, page: NO_PAGE }, more: true },
  'more-policy': { screen: { ...base, state: 'empty', mayKeep: false, mayStay: false }, more: true },
  policy: popup({ state: 'empty', mayKeep: false, locksInMs: null }),
  create: popup({ create: { host: PAGE.host, registrable: PAGE.registrable, user: 'anna.schmidt@example.org' } }),
  'create-long': popup({ create: { host: LONG_HOST, registrable: 'example.co.uk', user: '' } }),
  import: popup({ import: { phone: PHONE.id, count: 7, new: 5, changed: 1, names: NAMES.slice(0, 7) } }),
  'import-many': popup({
    phones: ALL,
    import: {
      phone: PHONE.id,
      count: 228, new: 200, changed: 20,
      names: ['A login with a name that somebody made far too long to fit into any popup', '<b>not bold</b> \u202etxet',
        ...many(198).map(({ name }) => name)],
    },
  }),
  copied: { screen: open, copiedText: 'Password copied. Cleared in 30 s.' },
  refreshed: {
    screen: {
      ...open,
      notice: {
        type: 'refreshed',
        same: 3,
        changes: [
          { name: 'Bank, private', kind: 'changed', fields: ['password', 'user', 'otp'] },
          { name: 'Forum', kind: 'new', fields: [] },
          { name: 'Library', kind: 'gone', fields: [] },
          { name: 'Train', kind: 'back', fields: [] },
          { name: 'Wiki', kind: 'changed', fields: ['website'] },
        ],
      },
    },
  },
  'refreshed-none': { screen: { ...open, notice: { type: 'refreshed', same: 5, changes: [] } } },
  moved: { screen: { ...open, notice: { type: 'phoneMoved', phone: 'Pixel', address: '192.168.0.77:8787' } } },
  cleared: { screen: { ...open, notice: { type: 'clipboardCleared' } } },
  notcleared: { screen: { ...open, notice: { type: 'clipboardNotCleared' } } },
  offer: { screen: { ...open, offer: OFFER } },
  'offer-changed': {
    screen: { ...open, offer: { ...OFFER, kind: 'changed', item: { id: 'x/y', name: 'Bank, private', user: OFFER.user } } },
  },
  'offer-locked': popup({ state: 'locked', locksInMs: null, offer: { ...OFFER, user: '', kind: 'locked' } }),
  'offer-asking': popup({ request: { ...running, kind: 'create' }, offer: OFFER }),
  'asking-any': ended('any'),
  'asking-several': ended('several'),
  'asking-create': ended('create', { host: PAGE.host, registrable: PAGE.registrable }),
  'asking-refresh': ended('refreshAll', { items: 128 }),
  'asking-prove': ended('prove'),
  'asking-backup': ended('backup'),
  created: ended('create', {
    stage: 'done', host: PAGE.host, registrable: PAGE.registrable, received: 1,
    held: item('bank.example', 'anna', PAGE.host, 0),
  }),
  proved: ended('prove', { stage: 'done' }),
  passkey: locked({}),
  'passkey-none': locked({ passkey: null }),
  'passkey-failed': { ...locked({}), refused: { key: 'passkeyCancelled', code: 'PKY-01', detail: null } },
};
