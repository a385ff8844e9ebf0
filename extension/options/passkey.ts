import type { Key } from '../ui/text';

/** What the brain needs of a new passkey. `output` is a secret: the caller wipes it. */
export interface NewPasskey {
  credential: number[];
  salt: number[];
  output: number[];
}

/** Why there is none, as a text for people. */
export class PasskeyTrouble extends Error {
  readonly says: Key;

  constructor(says: Key) {
    super(says);
    this.says = says;
  }
}

const SALT_BYTES = 32;
const USER_BYTES = 32;
/** What browsers and authenticators commonly speak: EdDSA, ES256, RS256. The signature itself is not used. */
const ALGORITHMS = [-8, -7, -257];

/** Why a passkey cannot work here, or nothing if it may. */
export async function whyNoPasskey(): Promise<Key | undefined> {
  // Firefox ties passkeys to a web domain, and its extensions have none.
  if (location.protocol === 'moz-extension:') return 'passkey_firefox';
  if (typeof PublicKeyCredential === 'undefined') return 'passkey_none';
  const known: Record<string, boolean> = await PublicKeyCredential.getClientCapabilities?.().catch(() => ({})) ?? {};
  return known['extension:prf'] === false ? 'passkey_none' : undefined;
}

/** Makes a passkey and takes the secret that it gives for a fresh salt. Must be called by the click itself. */
export async function makePasskey(): Promise<NewPasskey> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const made = await asked(() => navigator.credentials.create({
    publicKey: {
      rp: { name: 'Nearkey' },
      user: { id: crypto.getRandomValues(new Uint8Array(USER_BYTES)), name: 'Nearkey', displayName: 'Nearkey' },
      challenge: crypto.getRandomValues(new Uint8Array(USER_BYTES)),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      extensions: { prf: { eval: { first: salt } } },
    },
  }));
  const { prf } = made.getClientExtensionResults();
  if (prf?.enabled === false) throw new PasskeyTrouble('passkey_no_secret');
  const output = bytes(prf?.results?.first) ?? (await outputOf(made.rawId, salt));
  const passkey = {
    credential: Array.from(new Uint8Array(made.rawId)), salt: Array.from(salt), output: Array.from(output),
  };
  output.fill(0);
  return passkey;
}

/** Some authenticators give the secret only when they are used, not when the passkey is made. */
async function outputOf(id: ArrayBuffer, salt: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const used = await asked(() => navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(USER_BYTES)),
      allowCredentials: [{ type: 'public-key', id }],
      userVerification: 'required',
      extensions: { prf: { eval: { first: salt } } },
    },
  }));
  const output = bytes(used.getClientExtensionResults().prf?.results?.first);
  if (!output) throw new PasskeyTrouble('passkey_no_secret');
  return output;
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    const cancelled = error instanceof DOMException && error.name === 'NotAllowedError';
    throw new PasskeyTrouble(cancelled ? 'passkey_cancelled' : 'passkey_failed');
  }
  throw new PasskeyTrouble('passkey_failed');
}

/** The very bytes, not a copy, so that wiping them wipes the secret. */
function bytes(source: BufferSource | undefined): Uint8Array | undefined {
  if (!source) return undefined;
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
