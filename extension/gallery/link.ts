import type { LinkCode, LinkScreen, LinkStage, LinkStep, PhoneDetail } from '../generated/messages';
import { OTHERS, PHONE as FIRST, type Sample } from './popup';

const SIZE = 49;

/** Looks like a code and is none. */
function modules(): string {
  let path = '';
  let state = 7;
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      if (!corner(x, y) && state % 97 < 47) path += `M${x} ${y}h1v1h-1z`;
    }
  }
  for (const [x, y] of [[0, 0], [SIZE - 7, 0], [0, SIZE - 7]] as const) {
    path += `M${x} ${y}h7v7h-7zm1 1v5h5v-5zm1 1h3v3h-3z`;
  }
  return path;
}

function corner(x: number, y: number): boolean {
  const near = (at: number) => at < 8;
  const far = (at: number) => at >= SIZE - 8;
  return (near(x) && near(y)) || (far(x) && near(y)) || (near(x) && far(y));
}

const CODE: LinkCode = {
  webClientId: 'ABC-DEF',
  text: 'ABC-DEF:c2FtcGxlIHNlc3Npb24ga2V5:3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855e',
  size: SIZE,
  path: modules(),
  expiresInMs: 171_000,
};

const NO_ADDRESS: LinkScreen['address'] = { text: '', port: '8787', url: null, handle: null, fault: null };
const ADDRESS: LinkScreen['address'] = {
  text: '192.168.0.20', port: '8787', url: 'http://192.168.0.20:8787', handle: '@iu', fault: null,
};

function link(step: LinkStep, change: Partial<LinkScreen> = {}): Sample<LinkScreen> {
  return { screen: { step, address: NO_ADDRESS, phones: [], again: null, ...change } };
}

function connecting(stage: LinkStage, needsPermission: string | null = null): Sample<LinkScreen> {
  return link({ type: 'connecting', code: CODE, stage, needsPermission, waitingMs: 12_000 }, { address: ADDRESS });
}

const PHONE = { ...FIRST, name: 'ABC-DEF', short: 'AB' };

/** Looks like a digest and is none. */
function digest(seed: number): string {
  return Array.from({ length: 32 }, (_, at) => ((at * 37 + seed) % 256).toString(16).padStart(2, '0')).join(':');
}

const DETAIL: PhoneDetail = {
  phone: PHONE,
  addresses: [],
  verified: 'short',
  compare: { phoneKey: digest(11), browserKey: digest(78), baseKey: digest(201) },
  cached: null,
  hasCache: false,
};

/** The linking page's states. */
export const linkSamples: Record<string, Sample<LinkScreen>> = {
  start: link({ type: 'start' }),
  another: link({ type: 'start' }, { phones: [FIRST, ...OTHERS] }),
  again: { ...link({ type: 'start' }, { phones: [FIRST] }), again: FIRST },
  'again-code': link({ type: 'code', code: CODE }, { phones: [FIRST], again: FIRST }),
  'again-failed': link({ type: 'failed', fault: { key: 'linkOtherVault', code: 'LNK-11', detail: null } }, {
    phones: [FIRST], again: FIRST,
  }),
  keys: link({ type: 'makingKeys' }),
  code: link({ type: 'code', code: CODE }),
  address: link({ type: 'code', code: CODE }, { address: ADDRESS }),
  wrong: link({ type: 'code', code: CODE }, {
    address: {
      text: '8.8.8.8', port: '8787', url: null, handle: null,
      fault: { key: 'addressNotPrivate', code: 'ADR-04', detail: '8.8.8.8' },
    },
  }),
  reaching: connecting('reaching'),
  notscanned: connecting('notScanned'),
  'phone-locked': connecting('phoneLocked'),
  notwaiting: connecting('notWaiting'),
  unreachable: connecting('unreachable'),
  someoneelse: connecting('someoneElse'),
  checking: connecting('checking'),
  permission: connecting('reaching', 'http://192.168.0.20/*'),
  compare: link({ type: 'compare', fingerprint: 'KQ-WXT-BZ', address: '192.168.0.20:8787' }),
  done: link({ type: 'done', phone: DETAIL, fingerprint: 'KQ-WXT-BZ' }),
  'done-later': { ...link({ type: 'done', phone: DETAIL, fingerprint: 'KQ-WXT-BZ' }), putOff: true },
  'done-full': link({ type: 'done', phone: { ...DETAIL, verified: 'full' }, fingerprint: 'KQ-WXT-BZ' }),
  failed: link({ type: 'failed', fault: { key: 'linkDifferent', code: 'LNK-01', detail: null } }),
};
