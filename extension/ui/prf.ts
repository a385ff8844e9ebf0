import type { FaultView, PasskeyView } from '../generated/messages';

/** Marks the address of the window that asks a passkey. */
export const PASSKEY_HASH = '#passkey';
const CHALLENGE_LEN = 32;
/** A PRF gives 32 bytes (WebAuthn 3, 10.1.4). */
const OUTPUT_LEN = 32;

/** Whether this browser has passkeys at all. */
export function passkeysWork(): boolean {
  return 'PublicKeyCredential' in globalThis && 'credentials' in navigator;
}

/** Opens a window of our own: the browser's dialog takes the focus, and that would close the toolbar popup. */
export async function openPasskeyWindow(): Promise<void> {
  await chrome.windows.create({
    url: chrome.runtime.getURL('popup/popup.html') + PASSKEY_HASH,
    type: 'popup',
    width: 420,
    height: 520,
  });
}

/** Asks the passkey for its secret; must be called by a click. The caller wipes what it gets. */
export async function askPasskey({ credential, salt }: PasskeyView): Promise<Uint8Array<ArrayBuffer> | FaultView> {
  let given: PublicKeyCredential;
  try {
    given = (await navigator.credentials.get({
      publicKey: {
        // Nobody checks the signature: what counts is the secret, and it opens the cache or does not.
        challenge: crypto.getRandomValues(new Uint8Array(CHALLENGE_LEN)),
        allowCredentials: [{ type: 'public-key', id: new Uint8Array(credential) }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: new Uint8Array(salt) } } },
      },
    })) as PublicKeyCredential;
  } catch (why) {
    const blocked = why instanceof DOMException && (why.name === 'SecurityError' || why.name === 'NotSupportedError');
    return blocked
      ? { key: 'passkeyBlocked', code: 'PKY-03', detail: null }
      : { key: 'passkeyCancelled', code: 'PKY-01', detail: null };
  }
  const first = given.getClientExtensionResults().prf?.results?.first;
  const output = first instanceof ArrayBuffer ? new Uint8Array(first) : undefined;
  return output?.length === OUTPUT_LEN ? output : { key: 'passkeyUnfit', code: 'PKY-02', detail: null };
}
