import type { DoctorScreen, DoctorStep, Examination, StepState } from '../generated/messages';
import { optionsSamples, proving, type PageSample } from './options';

const ORDER: DoctorStep[] = ['address', 'permission', 'reachable', 'answering', 'status', 'key'];
const PHONES = optionsSamples['several']?.screen?.phones.map(({ phone }) => phone) ?? [];

/** All good up to `step`, which is as told; nothing after it was reached. */
function way(address: string, step: DoctorStep, state: StepState, cause: string | null = null): Examination {
  const at = ORDER.indexOf(step);
  return {
    address,
    permission: `http://${address.split(':')[0]}/*`,
    steps: ORDER.map((name, place) => ({
      step: name,
      state: place < at ? 'good' : place === at ? state : state === 'running' ? 'unknown' : 'notReached',
      cause: place === at ? cause : null,
      code: place === at && cause ? 'DOC-03' : null,
    })),
  };
}

const REPORT = `Nearkey connection report
version: 1.0.0
browser: Chromium
address: 192.168.x.x, port 8787
address known: good
permission: good
reachable: bad, DOC-05 nothingThere
answering: not reached
status: not reached
key: not reached
GET: failed, 3210 ms
last answer: days ago
`;

const HERE = '192.168.0.20:8787';

function doctor(addresses: Examination[], change: Partial<DoctorScreen> = {}): PageSample<DoctorScreen> {
  return {
    screen: {
      phones: PHONES.slice(0, 1), phone: 'ABC-DEF', running: false, addresses, request: null, report: REPORT, ...change,
    },
  };
}

/** Which step each cause belongs to. */
const CAUSES: ReadonlyArray<readonly [DoctorStep, string]> = [
  ['address', 'noAddress'],
  ['permission', 'noPermission'],
  ['reachable', 'refused'],
  ['reachable', 'asleep'],
  ['reachable', 'nothingThere'],
  ['reachable', 'nameUnknown'],
  ['reachable', 'httpsOnly'],
  ['answering', 'otherDevice'],
  ['answering', 'captivePortal'],
  ['status', 'phoneLocked'],
  ['status', 'notInFront'],
  ['status', 'linkUnknown'],
  ['status', 'linkBlocked'],
  ['status', 'phoneBusy'],
  ['status', 'notUnderstood'],
  ['status', 'phoneError'],
  ['status', 'wentAway'],
  ['status', 'slow'],
  ['key', 'otherKey'],
];

/** The states of the page that examines the way to a phone. */
export const doctorSamples: Record<string, PageSample<DoctorScreen>> = {
  none: doctor([], { phones: [], phone: '', report: '' }),
  start: doctor([], { phone: '', report: '' }),
  several: doctor([], { phones: PHONES, phone: '', report: '' }),
  running: doctor([way(HERE, 'reachable', 'running'), way('10.20.30.40:8787', 'address', 'running')], {
    running: true, report: '',
  }),
  almost: doctor([way(HERE, 'key', 'unknown')]),
  proving: doctor([way(HERE, 'key', 'running')], { request: proving }),
  well: doctor([way(HERE, 'key', 'good')]),
  'well-others': doctor([way(HERE, 'key', 'good'), way('tablet.home:8787', 'reachable', 'bad', 'httpsOnly')]),
  'start-refused': { ...doctor([], { phone: '' }), refused: { key: 'requestRunning', code: 'PHN-11', detail: null } },
};
for (const [step, cause] of CAUSES) doctorSamples[cause] = doctor([way(HERE, step, 'bad', cause)]);
