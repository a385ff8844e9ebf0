import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ConnectScreen, ConnectStep } from '../generated/messages';
import { art } from '../ui/art';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import type { ServerKind } from '../ui/kinds';
import '../ui/locked';
import type { Lockable } from '../ui/locked';
import { box, button, faultBox } from '../ui/parts';
import { text, type Key } from '../ui/text';
import { View, type Part } from '../ui/view';
import './address';
import { choice } from './choice';
import { found } from './found';
import './key';
import './master';
import { server } from './server';
import './sign-in';
import { askedKind, isFresh, OF_SEALED, PLACE, STEPS } from './steps';
import './vaults';

/** What the page shows: a step, or what stands in the way of all of them. */
type Shown = ConnectStep['type'] | 'locked' | 'forbidden' | 'choice';

/** The parts that are steps of their own. */
const PARTS = ['nk-server-address', 'nk-sign-in', 'nk-server-vaults', 'nk-passwork-key', 'nk-passwork-master'];

/** What is said at the end, and what comes next. */
const DONE: Record<ServerKind, { title: Key; says: Key; next: Key[] }> = {
  passman: {
    title: 'server_done', says: 'server_done_fetching', next: ['server_done_try', 'server_done_sync', 'server_done_options'],
  },
  passwork: {
    title: 'passwork_done', says: 'passwork_done_fetching',
    next: ['server_done_try', 'passwork_done_use', 'server_done_options'],
  },
};

/** The page that connects a server, step by step. */
export class ConnectPage extends View<ConnectScreen> {
  static override properties: PropertyDeclarations = { ...View.properties, choosing: { state: true } };

  /** The kinds are shown again, whatever the background is at. */
  declare protected choosing: boolean;
  /** A screen came, and the address of the page was looked at. */
  #asked = false;
  /** The kind that was chosen, until the background shows it. */
  #chosen: ServerKind | undefined;
  #shown: Shown | undefined;
  /** Not known otherwise, what is there is encrypted. */
  #sealed = true;
  /** The same object for the same screen: what counts time starts again with a new one. */
  #lockable: Lockable | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('screen') || !this.screen) return;
    const { step } = this.screen;
    if (step.type !== 'saving' && step.type !== 'done') this.#sealed = step.type !== 'found' || step.encrypted;
    this.#lockable = { factors: this.screen.factors, phone: null, phones: [] };
    if (this.#chosen !== undefined && this.screen.kind === this.#chosen) {
      this.#chosen = undefined;
      this.choosing = false;
    }
    this.#ask(this.screen);
  }

  /** The address of the page may name a kind, which is chosen at once, unless something else is under way. */
  #ask({ kind, step }: ConnectScreen): void {
    const asked = askedKind(location.hash);
    const first = !this.#asked;
    this.#asked = true;
    if (!asked || asked === kind || asked === this.#chosen) return;
    if (kind === null || (first && isFresh(step))) this.#choose(asked);
  }

  /** Also in the address of the page: a background that was ended and began anew has forgotten it. */
  #choose = (kind: ServerKind): void => {
    history.replaceState(null, '', `#${kind}`);
    if (this.screen?.kind === kind) this.choosing = false;
    else this.#chosen = kind;
    this.act({ type: 'chooseServerKind', kind });
  };

  /** Back to the kinds; the address of the page does not choose again. */
  #leave = (): void => {
    this.choosing = true;
    history.replaceState(null, '', location.pathname + location.search);
    this.act({ type: 'abandonConnect' });
  };

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main class="connect">${faultBox(this.refused)}</main>` : nothing;
    const shown = this.#what(screen);
    return html`
      <header class="brand">${icon('key')}<span>Nearkey</span></header>
      <main class="connect">
        ${shown === 'forbidden' ? nothing : this.#stepper(screen, shown)}
        ${this.refused ? html`<div class="narrow">${faultBox(this.refused)}</div>` : nothing}
        ${this.#body(screen, shown)}
      </main>`;
  }

  /** A new step takes the focus to its heading, so that it is read out; at first it is where one types. */
  protected override updated(): void {
    if (!this.screen) return;
    const shown = this.#what(this.screen);
    const before = this.#shown;
    this.#shown = shown;
    if (before !== undefined && before !== shown) void this.#heading();
  }

  /** Most steps are parts of their own, which are drawn a moment later. */
  async #heading(): Promise<void> {
    await this.querySelector<Part>(PARTS.map((name) => `main > ${name}`).join())?.updateComplete;
    this.querySelector<HTMLElement>('h1')?.focus();
  }

  /** Which steps there are depends on the kind. */
  #stepper({ kind, step }: ConnectScreen, shown: Shown): unknown {
    if (kind === null || kind === 'phone' || shown === 'choice') return nothing;
    const now = PLACE[step.type];
    const last = STEPS[kind].length - 1;
    const past = (place: number) => place < now || now === last;
    const steps = STEPS[kind].map((name, place) => ({ name, place })).filter(({ name }) => this.#sealed || name !== OF_SEALED);
    return html`<ol class="stepper" aria-label=${text('link_steps')}>
      ${steps.map(({ name, place }, at) => html`<li
        class=${past(place) ? 'past' : place === now ? 'now' : ''}
        aria-current=${place === now ? 'step' : nothing}
      ><span class="dot" aria-hidden="true">${past(place) ? icon('check') : at + 1}</span>${text(name)}</li>`)}
    </ol>`;
  }

  #body(screen: ConnectScreen, shown: Shown): unknown {
    const { step } = screen;
    if (shown === 'forbidden') return this.#forbidden();
    if (shown === 'locked') return this.#locked(screen);
    if (shown === 'choice') return choice(this.#choose);
    switch (step.type) {
      case 'address':
        return html`<nk-server-address .step=${step} .send=${this.act} .leave=${this.#leave}></nk-server-address>`;
      case 'reaching':
        return this.#busy('server_reaching', html`
          <p>${server(step.server)}</p>
          <p class="soft" role="status">${text(screen.kind === 'passwork' ? 'passwork_reaching_text' : 'server_reaching_text')}</p>`,
          this.#cancel());
      case 'key':
        return html`<nk-passwork-key .step=${step} .send=${this.act} .leave=${this.#leave}></nk-passwork-key>`;
      case 'master':
        return html`<nk-passwork-master .step=${step} .send=${this.act}></nk-passwork-master>`;
      case 'found':
        return found(step, screen.needsPassphrase, this.act);
      case 'signIn':
        return html`<nk-sign-in .step=${step} .send=${this.act}></nk-sign-in>`;
      case 'vaults':
        return html`<nk-server-vaults
          .step=${step} .passphrase=${screen.needsPassphrase} .send=${this.act}
        ></nk-server-vaults>`;
      case 'saving':
        return this.#busy('server_saving', html`<p class="soft" role="status">${text('server_saving_text')}</p>`);
      case 'done':
        return this.#done(step);
    }
  }

  #busy(title: Key, content: unknown, below: unknown = nothing): TemplateResult {
    return html`<section class="card narrow stack" aria-busy="true">
      <h1 tabindex="-1">${text(title)}</h1>
      ${content}
      <div class="busy" aria-hidden="true"></div>
      ${below}
    </section>`;
  }

  #cancel(): TemplateResult {
    return button(text('cancel'), () => this.act({ type: 'abandonConnect' }), { weight: 'plain', wide: true });
  }

  /** The cache is opened here, or in the popup by the phone. */
  #locked({ hasPhone }: ConnectScreen): TemplateResult {
    return html`<section class="card narrow stack">
      ${art('locked')}
      <h1 tabindex="-1">${text('server_unlock')}</h1>
      <p>${text('server_unlock_text')}</p>
      <nk-locked class="stack" .screen=${this.#lockable} .send=${this.act} .elsewhere=${hasPhone}></nk-locked>
      ${hasPhone ? box('', 'phone', text('server_unlock_phone')) : nothing}
    </section>`;
  }

  #forbidden(): TemplateResult {
    return html`<section class="card narrow stack">
      <h1 tabindex="-1">${text('server_forbidden')}</h1>
      ${box('', 'lock', text('server_forbidden_text'))}
      ${button(text('close_page'), () => void closePage(), { weight: 'main', tall: true, wide: true })}
    </section>`;
  }

  #done({ source }: Extract<ConnectStep, { type: 'done' }>): TemplateResult {
    const { title, says, next } = DONE[source.kind === 'passwork' ? 'passwork' : 'passman'];
    return html`<section class="card narrow stack">
      <h1 tabindex="-1">${text(title)}</h1>
      ${box('good', 'check', html`
        <p class="row">${badge(source)}<bdi class="strong grow">${source.name}</bdi></p>
        <p class="small" role="status">${text(says)}</p>`)}
      <h2>${text('done_next')}</h2>
      <ol class="points">
        ${next.map((point, at) => html`<li>
          <span class="dot" aria-hidden="true">${at + 1}</span>${text(point)}
        </li>`)}
      </ol>
      ${button(text('close_page'), () => void closePage(), { weight: 'main', tall: true, wide: true })}
      ${button(text('open_options'), () => void chrome.runtime.openOptionsPage(), { wide: true, icon: 'gear' })}
    </section>`;
  }

  /** What is in the way comes first; then the kind, then its steps. */
  #what({ forbidden, locked, kind, step }: ConnectScreen): Shown {
    if (forbidden) return 'forbidden';
    if (step.type === 'done') return 'done';
    if (locked) return 'locked';
    return kind === null || this.choosing ? 'choice' : step.type;
  }
}

async function closePage(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

customElements.define('nk-connect', ConnectPage);
