/** A big file is read by the browser after the click, at its own pace. */
const KEEP_MS = 60_000;
const MOST = 120;

/** Signs that name folders, drives or streams, that no system takes, or that turn the reading to hide an ending. */
const UNFIT = /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Devices of Windows, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A file's name as it may be saved: nothing but a name, and with its true ending to be seen. */
export function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(UNFIT, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  const whole = DEVICE.test(plain) ? `_${plain}` : plain;
  const signs = [...whole];
  if (signs.length <= MOST) return whole || 'file';
  const ending = /\.[^.]{1,12}$/u.exec(whole)?.[0] ?? '';
  return signs.slice(0, MOST - [...ending].length).join('') + ending;
}

/** Hands bytes to the browser as a file to be saved, never to be opened. */
export function saveBytes(name: string, content: readonly number[]): void {
  const url = URL.createObjectURL(new Blob([Uint8Array.from(content)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = safeName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
}
