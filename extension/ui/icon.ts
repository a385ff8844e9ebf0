import { html, type TemplateResult } from 'lit';

/** Own line drawings on a 24 by 24 grid. */
const DRAWINGS = {
  alert: 'M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 17.2v.1',
  back: 'm14.5 5-7 7 7 7',
  check: 'm5 12.5 4.6 4.5L19 7.5',
  chevron: 'm9.5 6 6 6-6 6',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2',
  close: 'm6.5 6.5 11 11m0-11-11 11',
  code: 'M3.5 7.5h17v9h-17zM7.5 12h.1M12 12h.1M16.5 12h.1',
  copy: 'M9 9h10.5v11.5H9zM15.5 9V3.5H4.5V16H9',
  download: 'M12 3.5v12m-5-5 5 5 5-5M4.5 20h15',
  eye: 'M2.5 12c4-8 15-8 19 0-4 8-15 8-19 0ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  fill: 'M13 5h7.5v14H13M3.5 12h11m-4-4 4 4-4 4',
  folder: 'M3.5 5.5h6l2 2.5h9v11.5h-17v-14Z',
  forget: 'M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.5h9l1-13.5M10.5 11v5.5m3-5.5v5.5',
  gear: 'M4 7h8m4 0h4M4 17h4m4 0h8M14 4.8v4.4M10 14.8v4.4',
  globe: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM3.8 12h16.4M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17Z',
  key: 'M8 10.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.2 1.3L19.5 3.5m-4 4 3.5 3.5',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  lock: 'M5.5 10.5h13v10h-13zM8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  minus: 'M6 12h12',
  make: 'M4.5 4.5h15v15h-15zM8.5 8.5h.1M15.5 8.5h.1M12 12h.1M8.5 15.5h.1M15.5 15.5h.1',
  more: 'M6 12h.1M12 12h.1M18 12h.1',
  move: 'M3.5 5.5h6l2 2.5h9v11.5h-17v-14ZM8.5 13.8h7m-2.8-2.8 2.8 2.8-2.8 2.8',
  passkey: 'M9 4.5a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5ZM2.5 20c.4-6.2 8.6-6.9 11.5-3M17.5 9.5a3 3 0 0 0-1.2 5.75V20l1.5 1.5 1.7-1.7-1.2-1.2 1.2-1.4-1-1.2a3 3 0 0 0-1-5.75Z',
  pen: 'M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5l-4.5 1ZM13.5 7l3.5 3.5',
  phone: 'M7 2.5h10v19H7zM10.8 18.5h2.4',
  picture: 'M3.5 5h17v14h-17zM3.5 16.5l5-5.5 4.5 5 2.5-2.5 5 4.5M15.8 8.8h.1',
  plus: 'M12 5v14M5 12h14',
  pointer: 'M6 3.5l12 9-5.2 1 3 6-2.6 1.3-3-6L6 18.5v-15Z',
  question: 'M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.3M12 17.8v.1',
  repeat: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3v4.5H15',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm4.7 11.2 5.3 5.3',
  several: 'M4.5 8.5h11v12h-11zM8.5 8.5v-5h11v12h-4',
  share: 'M12 15V3.5m-4 4 4-4 4 4M7 11H4.5v9.5h15V11H17',
  star: 'm12 3.8 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 3.8Z',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.8-7 14.2-7 15 0',
} as const;

/** Name of a drawing. */
export type IconName = keyof typeof DRAWINGS;

/** A drawing beside a text that says the same. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true"><path d=${DRAWINGS[name]}></path></svg>`;
}
