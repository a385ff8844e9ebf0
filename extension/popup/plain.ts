import { html, nothing, type TemplateResult } from 'lit';
import type { FaultView, PopupScreen } from '../generated/messages';
import { art } from '../ui/art';
import { openConnect } from '../ui/kinds';
import '../ui/locked';
import { box, button, faultBox } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';
import type { AskSite } from './ask-site';
import { accountLines } from './sources';

/** What screens without a list are made of. */
interface Means {
  act: Send;
  ask: AskSite;
  /** The button to the rarer commands. */
  more: TemplateResult;
  /** Why the last intent was not carried out. */
  refused: FaultView | undefined;
}

/** The middle of the popup as long as there is no list: what stands in the way, and the way on. */
export function plain(state: Exclude<PopupScreen['state'], 'open'>, screen: PopupScreen, means: Means): TemplateResult {
  switch (state) {
    case 'firstRun':
      return plainly(means, 'link', 'first_title', 'first_text', [
        button(text('link_phone'), openLink, { weight: 'main', wide: true, tall: true, icon: 'link' }),
        connect(screen),
      ]);
    case 'empty':
      return empty(screen, means);
    case 'locked':
      return locked(screen, means);
    case 'damaged':
      return plainly(means, 'damaged', 'damaged_title', 'damaged_text', [
        button(text('link_again'), openLink, { weight: 'main', wide: true, tall: true, icon: 'link' }),
        connect(screen),
      ]);
  }
}

function connect({ mayKeep }: PopupScreen): unknown {
  return mayKeep ? button(text('server_connect'), () => openConnect(), { wide: true, icon: 'globe' }) : nothing;
}

/** A source is there, and nothing of it yet. */
function empty(screen: PopupScreen, means: Means): TemplateResult {
  const { act, ask, more } = means;
  const phone = screen.phones.length > 0;
  const all = button(text('ask_all'), () => act({ type: 'askAll' }), { wide: true, icon: 'download' });
  return plainly(means, phone ? 'empty' : 'server', 'empty_title', phone ? 'empty_text' : 'empty_text_account', [
    ask.button(screen, 'main'),
    phone && screen.mayKeep ? all : nothing,
    screen.mayKeep ? nothing : box('', 'lock', text('may_not_keep')),
    accountLines(screen, act),
    more,
  ]);
}

function locked(screen: PopupScreen, means: Means): TemplateResult {
  const { act, ask, more } = means;
  const { passphrase, passkey } = screen.factors;
  const others = passphrase || passkey !== null;
  const words: Key = screen.phones.length === 0 ? 'locked_text_account' : others ? 'locked_text_factors' : 'locked_text';
  return plainly(means, others ? undefined : 'locked', 'locked_title', words, [
    html`<nk-locked class="stack" .screen=${screen} .send=${act}></nk-locked>`,
    ask.button(screen, 'even'),
    ask.keepBox(screen),
    more,
  ]);
}

function plainly({ refused }: Means, picture: Parameters<typeof art>[0] | undefined, title: Key, words: Key, actions: unknown[]): TemplateResult {
  return html`<section class="plain stack">
    ${picture ? art(picture) : nothing}
    <h2>${text(title)}</h2>
    <p class="soft">${text(words)}</p>
    ${refused ? faultBox(refused) : nothing}
    <div class="stack actions">${actions}</div>
  </section>`;
}

function openLink(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
}
