import type { ConnectStep } from '../generated/messages';
import { KINDS, type ServerKind } from '../ui/kinds';
import type { Key } from '../ui/text';

/** The steps of each kind, as they stand above the page. */
export const STEPS: Record<ServerKind, Key[]> = {
  passman: ['server_step_address', 'server_step_sign_in', 'server_step_vaults', 'server_step_done'],
  passwork: ['passwork_step_key', 'passwork_step_master', 'passwork_step_found', 'server_step_done'],
};

/** There is no such step at a Passwork without encryption. */
export const OF_SEALED: Key = 'passwork_step_master';

/** Which of the four steps each state belongs to. */
export const PLACE: Record<ConnectStep['type'], number> = {
  address: 0,
  key: 0,
  reaching: 0,
  signIn: 1,
  master: 1,
  vaults: 2,
  found: 2,
  saving: 2,
  done: 3,
};

/** Nothing was typed or asked yet, or all is done. */
export function isFresh(step: ConnectStep): boolean {
  if (step.type === 'address') return step.text === '';
  return step.type === 'key' ? step.host === '' && !step.hasKey : step.type === 'done';
}

/** The kind that the address of the page asks for: `#passman`, `#passwork`. */
export function askedKind(hash: string): ServerKind | undefined {
  return KINDS.find((kind) => hash === `#${kind}`);
}
