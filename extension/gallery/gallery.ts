import './stub';
import { ConnectPage } from '../connect/view';
import { DoctorPage } from '../doctor/view';
import type { Intent, PopupScreen } from '../generated/messages';
import { LinkPage } from '../link/view';
import { OptionsPage } from '../options/view';
import { PasskeyWindow } from '../popup/passkey';
import { Popup } from '../popup/view';
import { wear } from '../ui/look';
import { type Key, speak, text } from '../ui/text';
import { accountSamples } from './accounts';
import { connectSamples } from './connect';
import { itemSamples as serverSamples, withAnswers } from './item';
import { doctorSamples } from './doctor';
import { linkSamples } from './link';
import { optionsSamples, type PageSample } from './options';
import { passworkSamples } from './passwork';
import { popupSamples as phoneSamples, type Sample } from './popup';

/**
 * Every state of every view from sample data. Development only.
 *
 * `?show=popup-locked` shows one state, `&lang=de` or `&lang=pseudo` and `&dir=rtl` change its text, `&look=de`
 * does it the way a user does, `&theme=dark` forces colours. Without `show`, the page lists all names. What the view sends is kept in `globalThis.sent`.
 */

/** Longer than views wait until they show that something takes a while. */
const SLOW_MS = 400;

const popupSamples = { ...phoneSamples, ...accountSamples };
const itemSamples = { ...serverSamples, ...passworkSamples };

const asked = new URLSearchParams(location.search);
const show = asked.get('show') ?? '';
const [kind = '', ...rest] = show.split('-');
const name = rest.join('-');

const sent: Intent[] = [];
Object.assign(globalThis, { sent });
const send = (intent: Intent): number => sent.push(intent);

function style(...paths: string[]): void {
  for (const href of paths) {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = href;
    document.head.append(sheet);
  }
}

function present(): HTMLElement | undefined {
  const popup = popupSamples[name];
  const item = itemSamples[name];
  const link = linkSamples[name];
  const options = optionsSamples[name];
  const doctor = doctorSamples[name];
  const connect = connectSamples[name];
  if (kind === 'popup' && popup) {
    style('../popup/popup.css', '../popup/panels.css', '../popup/generator.css', '../popup/item.css', '../ui/request.css');
    if (name.startsWith('passkey')) return Object.assign(new PasskeyWindow(), { send, ...popup });
    return answered(new Popup(), popup);
  }
  if (kind === 'item' && item) {
    style('../popup/popup.css', '../popup/panels.css', '../popup/generator.css', '../popup/item.css', '../ui/request.css');
    const { answers, ...sample } = item;
    const view = new Popup();
    return Object.assign(prepared(view, sample), { send: withAnswers(view, answers, send) });
  }
  if (kind === 'link' && link) {
    style('../ui/page.css', '../link/link.css');
    return Object.assign(new LinkPage(), { send, ...link });
  }
  if (kind === 'options' && options) {
    style('../ui/page.css', '../ui/request.css', '../options/options.css');
    return prepared(new OptionsPage(), options);
  }
  if (kind === 'doctor' && doctor) {
    style('../ui/page.css', '../ui/request.css', '../doctor/doctor.css');
    return prepared(new DoctorPage(), doctor);
  }
  if (kind === 'connect' && connect) {
    style('../ui/page.css', '../connect/connect.css');
    return prepared(new ConnectPage(), connect);
  }
  return undefined;
}

/** A popup with what the background answers about codes and generated passwords. */
function answered(view: Popup, { made, revealed, code, ...sample }: Sample<PopupScreen>): HTMLElement {
  if (made) view.madeCame(made);
  return Object.assign(prepared(view, sample), {
    send: (intent: Intent): number => {
      const seq = send(intent);
      if (intent.type === 'showCode' && code) setTimeout(() => view.codeCame({ ...code, seq }));
      if (intent.type === 'revealGenerated' && revealed) setTimeout(() => view.madeCame({ ...revealed, seq }));
      return seq;
    },
  });
}

/** Sets the sample on the view, then presses and types what it says. */
function prepared<S>(view: HTMLElement, { press = [], type = [], after = [], within = {}, slow = false, ...sample }: PageSample<S>): HTMLElement {
  void (async () => {
    const push = async (keys: Key[]): Promise<void> => {
      for (const key of keys) {
        await drawn();
        const label = text(key, '\u0000').split('\u0000')[0] ?? '';
        const buttons = [...view.querySelectorAll<HTMLElement>('button')];
        buttons.find((button) => (button.ariaLabel ?? button.textContent?.trim() ?? '').startsWith(label))?.click();
      }
    };
    await push(press);
    await drawn();
    const inside = type.length > 1 || press.length > 0 ? 'form :is(input, textarea).input' : '#minutes';
    const fields = [...view.querySelectorAll<HTMLInputElement>(inside)];
    for (const [at, value] of type.entries()) {
      const field = fields[at];
      if (!field) continue;
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    await push(after);
    for (const [part, state] of Object.entries(within)) Object.assign(view.querySelector(part) ?? {}, state);
    if (slow) await new Promise((done) => setTimeout(done, SLOW_MS));
    document.documentElement.dataset['ready'] = '';
  })();
  return Object.assign(view, { send, ...sample });
}

/** Long enough for a view to be drawn again. */
function drawn(): Promise<void> {
  return new Promise((done) => setTimeout(done, 60));
}

function contents(): HTMLElement {
  const list = document.createElement('ul');
  const all = { popup: popupSamples, item: itemSamples, link: linkSamples, options: optionsSamples, doctor: doctorSamples, connect: connectSamples };
  for (const [view, samples] of Object.entries(all)) {
    for (const state of Object.keys(samples)) {
      const link = document.createElement('a');
      link.href = `?show=${view}-${state}`;
      link.textContent = `${view}-${state}`;
      const entry = document.createElement('li');
      entry.append(link);
      list.append(entry);
    }
  }
  return list;
}

speak('extension_name');
const theme = asked.get('theme');
await wear({ language: asked.get('look') ?? '', theme: theme === 'light' || theme === 'dark' ? theme : 'system' });
const direction = asked.get('dir');
if (direction) document.documentElement.dir = direction;
document.body.append(present() ?? contents());
