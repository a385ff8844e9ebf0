import type { PointOrder, PointReport, Snapshot } from '../generated/messages';
import { dress } from './dress';
import { isFrom } from './origin';

/** What `hands.ts` calls to have the user point at fields. */
export type PointScript = (order: PointOrder) => Promise<PointReport>;

/** Longer than the background waits. */
const PATIENCE_MS = 120_000;
/** A field that was just shown to be chosen is not clicked by accident (T-43). */
const DWELL_MS = 300;

const STYLE = `
  :host { all: initial; }
  div { position: fixed; inset: 0; margin: 0; padding: 0; border: 0; width: auto; height: auto; background: none;
    font: 15px/1.45 system-ui, sans-serif; color: #14202b; overflow: hidden; pointer-events: none; }
  section { position: absolute; inset-inline: 0; top: 12px; margin: 0 auto; width: min(560px, calc(100% - 24px));
    box-sizing: border-box; padding: 14px 16px; border-radius: 12px; border: 2px solid #0b6e6e; background: #fff;
    box-shadow: 0 6px 30px #0005; pointer-events: auto; }
  section.low { top: auto; bottom: 12px; }
  p { margin: 0 0 4px; } p.say { font-weight: 600; } p.keys { font-size: 13px; color: #4a5662; margin-bottom: 10px; }
  button { font: inherit; color: inherit; background: #fff; border: 1px solid #6b7783; border-radius: 8px; padding: 5px 14px;
    margin-inline-end: 8px; cursor: pointer; }
  button:focus-visible { outline: 3px solid #0b6e6e; outline-offset: 2px; }
  i { position: absolute; box-sizing: border-box; border: 2px dashed #0b6e6e; border-radius: 6px; }
  i.here { border: 3px solid #0b6e6e; background: #0b6e6e33; }
  @media (prefers-color-scheme: dark) {
    section { background: #17212a; color: #eef3f6; } p.keys { color: #b4c0ca; } button { background: #22303b; }
    i, section { border-color: #4cc2c2; } i.here { border-color: #4cc2c2; background: #4cc2c233; }
  }
  @media (forced-colors: active) { i.here { border-color: Highlight; outline: 2px solid Highlight; } }
`;

interface Field {
  key: number;
  /** What people call it. */
  name: string;
  element: HTMLInputElement;
}

type Pick = { type: 'field'; key: number } | { type: 'none' } | { type: 'cancel' };

/** Lets the user choose the field for the account name, then the one for the password. Touches no field. */
async function point(order: PointOrder): Promise<PointReport> {
  const snapshot = await globalThis.__nearkey?.scan();
  if (!snapshot || snapshot.document !== order.document || !isFrom(order.origin)) return gone(snapshot);
  const { texts } = order;
  const user = await pick(fieldsOf(snapshot), texts.user, order);
  if (user.type === 'cancel') return gone(snapshot);
  const taken = user.type === 'field' ? user.key : null;
  const password = await pick(fieldsOf(snapshot).filter(({ key }) => key !== taken), texts.password, order);
  if (password.type === 'cancel') return gone(snapshot);
  // As the page is now: it may have changed while the user looked at it.
  const now = (await globalThis.__nearkey?.scan()) ?? snapshot;
  return { snapshot: now, user: taken, password: password.type === 'field' ? password.key : null, cancelled: false };
}

function gone(snapshot: Snapshot | undefined): PointReport {
  const nothing = { origin: '', document: '', top: false, title: '', path: '', forms: [], parts: [], fields: [] };
  return { snapshot: snapshot ?? (nothing as Snapshot), user: null, password: null, cancelled: true };
}

function fieldsOf({ fields }: Snapshot): Field[] {
  return fields.flatMap(({ key, label, hint, name, visible, editable }) => {
    const element = globalThis.__nearkey?.field(key);
    return element && visible && editable ? [{ key, name: label || hint || name, element }] : [];
  });
}

/** One question: a frame around every field, and a line that says what to do. All of it in a closed tree, over the page. */
function pick(fields: Field[], say: string, { texts }: PointOrder): Promise<Pick> {
  const host = document.createElement('div');
  host.setAttribute('popover', 'manual');
  host.style.cssText = 'all: initial; position: fixed; inset: 0; border: 0; padding: 0; margin: 0; width: auto; height: auto; background: none; pointer-events: none;';
  const root = host.attachShadow({ mode: 'closed' });
  dress(root, STYLE);
  const layer = make('div', '');
  const bar = make('section', '');
  bar.setAttribute('role', 'dialog');
  bar.setAttribute('aria-label', say);
  const none = button(texts.none);
  const cancel = button(texts.cancel);
  const line = make('p', say);
  line.className = 'say';
  line.setAttribute('role', 'status');
  const keys = make('p', texts.keys);
  keys.className = 'keys';
  bar.append(line, keys, none, cancel);
  const frames = fields.map(() => make('i', ''));
  layer.append(...frames, bar);
  root.append(layer);

  let here = -1;
  const began = performance.now();

  return new Promise((done) => {
    const end = new AbortController();
    const { signal } = end;
    const finish = (pick: Pick): void => {
      if (signal.aborted) return;
      end.abort();
      clearTimeout(late);
      clearInterval(steady);
      host.remove();
      done(pick);
    };
    const late = setTimeout(() => finish({ type: 'cancel' }), PATIENCE_MS);

    const place = (): void => {
      // Taken out by the page, or covered: again on top of everything, or not at all.
      if (!host.isConnected) return finish({ type: 'cancel' });
      fields.forEach(({ element }, at) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const style = frames[at]?.style;
        if (!style) return;
        style.left = `${left - 4}px`;
        style.top = `${top - 4}px`;
        style.width = `${width + 8}px`;
        style.height = `${height + 8}px`;
      });
      const shown = fields[here]?.element.getBoundingClientRect();
      if (shown) bar.className = shown.top < bar.offsetHeight + 30 ? 'low' : '';
    };
    const go = (to: number, scroll: boolean): void => {
      here = to;
      // Read aloud, too.
      const name = fields[here]?.name ?? '';
      line.textContent = name === '' ? say : `${say} – ${name}`;
      frames.forEach((frame, at) => (frame.className = at === here ? 'here' : ''));
      if (scroll) fields[here]?.element.scrollIntoView({ block: 'nearest' });
      place();
    };
    const choose = (): void => {
      const field = fields[here];
      if (field) finish({ type: 'field', key: field.key });
    };
    const under = ({ clientX: x, clientY: y }: MouseEvent): number =>
      fields.findLastIndex(({ element }) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return x >= left - 4 && x <= right + 4 && y >= top - 4 && y <= bottom + 4;
      });
    const ours = (event: Event): boolean => event.composedPath()[0] === host || event.target === host;

    const pressed = (event: KeyboardEvent): void => {
      if (!event.isTrusted) return;
      const step = event.key === 'ArrowDown' || (event.key === 'Tab' && !event.shiftKey) ? 1
        : event.key === 'ArrowUp' || event.key === 'Tab' ? -1 : 0;
      if (event.key === 'Escape') finish({ type: 'cancel' });
      else if (event.key === 'Enter' && here >= 0) choose();
      else if (event.key === 'Enter' && ours(event)) return;
      else if (step !== 0 && fields.length > 0) go((here + step + fields.length) % fields.length, true);
      else if (event.key === 'n' || event.key === 'N') finish({ type: 'none' });
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const clicked = (event: MouseEvent): void => {
      if (!event.isTrusted || ours(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.type !== 'click' || performance.now() - began < DWELL_MS) return;
      const at = under(event);
      if (at < 0) return;
      go(at, false);
      choose();
    };
    const moved = (event: MouseEvent): void => {
      const at = event.isTrusted ? under(event) : -1;
      if (at >= 0 && at !== here) go(at, false);
    };

    const capture = { capture: true, signal };
    window.addEventListener('keydown', pressed, capture);
    for (const kind of ['pointerdown', 'mousedown', 'mouseup', 'pointerup', 'click'] as const) {
      window.addEventListener(kind, clicked, capture);
    }
    window.addEventListener('mousemove', moved, capture);
    window.addEventListener('scroll', place, { ...capture, passive: true });
    window.addEventListener('resize', place, capture);
    none.addEventListener('click', ({ isTrusted }) => isTrusted && finish({ type: 'none' }), { signal });
    cancel.addEventListener('click', ({ isTrusted }) => isTrusted && finish({ type: 'cancel' }), { signal });

    document.documentElement.append(host);
    host.showPopover();
    const steady = setInterval(place, 200);
    place();
    none.focus({ preventScroll: true });
  });
}

function make(name: 'div' | 'section' | 'p' | 'i', text: string): HTMLElement {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function button(text: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = text;
  return element;
}

globalThis.__nearkeyPoint = point;
