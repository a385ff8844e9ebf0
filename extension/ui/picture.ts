/** A picture as the reader of codes takes it: one byte of luminance for each point, line by line, in base64. */
export interface Grey {
  width: number;
  height: number;
  grey: string;
}

/** Points of the longer side, at most: a code fills much of its picture, and more points make none readable. */
const MOST_POINTS = 2000;
/** Bytes of a file, at most. Photographs are smaller. */
export const MOST_BYTES = 30_000_000;
/** How long a tab, a window or a screen is waited for until it shows something. */
const FRAME_WAIT_MS = 8000;
/** The first picture of a tab may still be an older one. */
const FRAME_SETTLES_MS = 300;
/** Numbers of a call at once that every browser takes. */
const AT_ONCE = 0x8000;

/** Decodes a file. Throws where it is no picture. Nothing of it is kept. */
export async function greyOfFile(file: Blob): Promise<Grey> {
  const bitmap = await createImageBitmap(file);
  try {
    return greyOf(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** Whether the browser can show us a tab, a window or a screen, if its user wants to. */
export function canLook(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

/** Stays in front instead of the tab that is looked at. Not every browser has it. */
interface Stays {
  CaptureController?: new () => { setFocusBehavior(how: 'no-focus-change'): void };
}

/**
 * One look at a tab, a window or a screen that the user chooses in the question of the browser itself. Must be called
 * by the click. Throws where the user says no.
 */
export async function greyOfScreen(): Promise<Grey> {
  const { CaptureController } = globalThis as Stays;
  const controller = CaptureController && new CaptureController();
  controller?.setFocusBehavior('no-focus-change');
  const wish = { video: { displaySurface: 'browser' }, audio: false, selfBrowserSurface: 'exclude', controller };
  const stream = await navigator.mediaDevices.getDisplayMedia(wish as DisplayMediaStreamOptions);
  const video = document.createElement('video');
  try {
    video.muted = true;
    // What does not move may be shown once only: it is listened for from the start.
    const shown = new Promise<void>((first) => video.requestVideoFrameCallback(() => first()));
    video.srcObject = stream;
    await Promise.race([Promise.all([video.play(), shown]), after(FRAME_WAIT_MS)]);
    await after(FRAME_SETTLES_MS);
    return greyOf(video, video.videoWidth, video.videoHeight);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

function after(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}

function greyOf(picture: CanvasImageSource, width: number, height: number): Grey {
  const smaller = Math.min(1, MOST_POINTS / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * smaller)), height: Math.max(1, Math.round(height * smaller)) };
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context || width === 0 || height === 0) throw new Error('no picture');
  context.imageSmoothingQuality = 'high';
  // What is transparent is shown on white, as pages do.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, size.width, size.height);
  context.drawImage(picture, 0, 0, size.width, size.height);
  const { data } = context.getImageData(0, 0, size.width, size.height);
  const bytes = luminance(data);
  const grey = base64(bytes);
  data.fill(0);
  bytes.fill(0);
  context.clearRect(0, 0, size.width, size.height);
  return { ...size, grey };
}

/** Luminance of red, green, blue and alpha, with the weights of ITU-R BT.601 in parts of 256. */
function luminance(data: Uint8ClampedArray): Uint8Array {
  const bytes = new Uint8Array(data.length / 4);
  for (let at = 0; at < bytes.length; at += 1) {
    const point = at * 4;
    bytes[at] = ((data[point] ?? 0) * 77 + (data[point + 1] ?? 0) * 150 + (data[point + 2] ?? 0) * 29) >> 8;
  }
  return bytes;
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += AT_ONCE) parts.push(String.fromCharCode(...bytes.subarray(at, at + AT_ONCE)));
  return btoa(parts.join(''));
}
