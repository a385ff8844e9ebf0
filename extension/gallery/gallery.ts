import './stub';
import type { Intent } from '../generated/messages';
import { LinkPage } from '../link/view';
import { OptionsPage } from '../options/view';
import { PasskeyWindow } from '../popup/passkey';
import { Popup } from '../popup/view';
import { speak } from '../ui/text';
import { linkSamples } from './link';
import { optionsSamples } from './options';
import { popupSamples } from './popup';

/**
 * Every state of every view from sample data. Development only.
 *
 * `?show=popup-locked` shows one state, `&lang=de` or `&lang=pseudo` and `&dir=rtl` change its text. Without
 * `show`, the page lists all names. What the view sends is kept in `globalThis.sent`.
 */

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
  const link = linkSamples[name];
  const options = optionsSamples[name];
  if (kind === 'popup' && popup) {
    style('../popup/popup.css', '../popup/panels.css', '../ui/request.css');
    if (name.startsWith('passkey')) return Object.assign(new PasskeyWindow(), { send, ...popup });
    return Object.assign(new Popup(), { send, ...popup });
  }
  if (kind === 'link' && link) {
    style('../ui/page.css', '../link/link.css');
    return Object.assign(new LinkPage(), { send, ...link });
  }
  if (kind === 'options' && options) {
    style('../ui/page.css', '../options/options.css');
    return Object.assign(new OptionsPage(), { send, ...options });
  }
  return undefined;
}

function contents(): HTMLElement {
  const list = document.createElement('ul');
  const all = { popup: popupSamples, link: linkSamples, options: optionsSamples };
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
const direction = asked.get('dir');
if (direction) document.documentElement.dir = direction;
document.body.append(present() ?? contents());
