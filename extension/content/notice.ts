/** A quiet word about what was typed: in a corner, without the focus, gone with Esc. */

import type { OfferAnswer, OfferView } from '../generated/messages';
import type { Key } from '../ui/text';
import { isFresh, take } from './gesture';
import { drawing } from './mark';
import { say } from './say';
import type { Stage } from './stage';
import type { Trust } from './trust';

const TITLES: Record<OfferView['kind'], Key> = {
  new: 'in_page_offer_new',
  changed: 'in_page_offer_changed',
  locked: 'in_page_offer_locked',
};

/** What the button that opens the popup is called. */
const SHOWS: Record<OfferView['kind'], Key> = {
  new: 'in_page_keep',
  changed: 'in_page_show',
  locked: 'in_page_unlock_here',
};

export class Notice {
  readonly #stage: Stage;
  readonly #trust: Trust;
  readonly #answered: (offer: number, answer: OfferAnswer) => void;
  readonly #box = document.createElement('section');
  #offer: number | undefined;

  constructor(stage: Stage, trust: Trust, answered: (offer: number, answer: OfferAnswer) => void) {
    this.#stage = stage;
    this.#trust = trust;
    this.#answered = answered;
    this.#box.className = 'notice';
    // Clicks in it leave the focus where it is.
    this.#box.addEventListener('mousedown', (event) => event.preventDefault());
  }

  show({ number, host, user, kind }: OfferView, theme: string): void {
    this.close();
    if (!this.#stage.show(undefined)) return;
    this.#offer = number;
    this.#box.dir = say('direction');
    this.#box.dataset['theme'] = theme;
    this.#box.ariaLabel = say('extension_name');
    const words = document.createElement('div');
    words.role = 'status';
    words.append(line(say(TITLES[kind]), 'strong'), line([host, user].filter(Boolean).join(' · '), ''));
    const top = document.createElement('div');
    top.className = 'top';
    const away = this.#button('×', 'notNow');
    away.className = 'away';
    away.ariaLabel = say('in_page_not_now');
    away.title = say('in_page_not_now');
    top.append(drawing(), words, away);
    const buttons = document.createElement('div');
    buttons.className = 'buttons';
    const show = this.#button(say(SHOWS[kind]), 'show');
    show.className = 'main';
    buttons.append(show, this.#button(say('in_page_never'), 'never'));
    this.#box.replaceChildren(top, buttons);
    this.#stage.root.append(this.#box);
    this.#trust.watch(this.#box);
    document.addEventListener('keydown', this.#key, true);
  }

  close(): void {
    if (this.#offer === undefined) return;
    this.#offer = undefined;
    this.#trust.forget(this.#box);
    this.#box.remove();
    document.removeEventListener('keydown', this.#key, true);
  }

  #button(label: string, answer: OfferAnswer): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', (event) => {
      if (this.#offer === undefined || !take(event) || !this.#trust.deserved(this.#box)) return;
      this.#answer(answer);
    });
    return button;
  }

  readonly #key = (event: KeyboardEvent): void => {
    // It may be meant for something of the page: what was typed waits in the popup.
    if (event.key === 'Escape' && isFresh(event)) this.close();
  };

  #answer(answer: OfferAnswer): void {
    const offer = this.#offer;
    this.close();
    if (offer !== undefined) this.#answered(offer, answer);
  }
}

function line(words: string, look: string): HTMLElement {
  const element = document.createElement('p');
  element.className = look;
  element.append(Object.assign(document.createElement('bdi'), { textContent: words }));
  return element;
}
