import type { DoctorScreen, Examination, StepView } from '../generated/messages';

/** What an examination says as a whole. */
export type Finding =
  | { type: 'running' }
  | { type: 'well'; address: string; others: boolean }
  /** All but the proof, which needs a person. */
  | { type: 'almost'; address: string; others: boolean }
  /** Where the address that came farthest breaks. */
  | { type: 'breaks'; step: StepView }
  | { type: 'unclear' };

/** The finding over all addresses: one good way is enough. */
export function finding(screen: DoctorScreen): Finding {
  const { addresses } = screen;
  const others = addresses.some(({ steps }) => broken(steps) !== undefined);
  const well = addresses.find(({ steps }) => steps.length > 0 && steps.every(({ state }) => state === 'good'));
  if (well) return { type: 'well', address: well.address, others };
  if (screen.running) return { type: 'running' };
  const almost = addresses.find(ready);
  if (almost) return { type: 'almost', address: almost.address, others };
  const farthest = addresses.filter(({ steps }) => broken(steps)).sort((a, b) => good(b) - good(a))[0];
  const step = farthest && broken(farthest.steps);
  return step ? { type: 'breaks', step } : { type: 'unclear' };
}

/** Only the proof is missing, or on its way. */
function ready({ steps }: Examination): boolean {
  const fits = ({ step, state }: StepView): boolean =>
    step === 'key' ? state === 'unknown' || state === 'running' : state === 'good';
  return steps.length > 0 && steps.every(fits);
}

/** The first step that broke. */
function broken(steps: StepView[]): StepView | undefined {
  return steps.find(({ state }) => state === 'bad');
}

function good({ steps }: Examination): number {
  return steps.filter(({ state }) => state === 'good').length;
}
