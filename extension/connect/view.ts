import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { ConnectScreen, ConnectStep } from '../generated/messages';
import { art } from '../ui/art';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import '../ui/locked';
import type { Lockable } from '../ui/locked';
import { box, button, faultBox } from '../ui/parts';
import { text, type Key } from '../ui/text';
import { View, type Part } from '../ui/view';
import './address';
import { server } from './server';
import './sign-in';
import './vaults';

/** What the page shows: a step, or what stands in the way of all of them. */
type Shown = ConnectStep['type'] | 'locked' | 'forbidden';

const STEPS: Key[] = ['server_step_address', 'server_step_sign_in', 'server_step_vaults', 'server_step_done'];

/** Which of the four steps each state belongs to. */
const PLACE: Record<ConnectStep['type'], number> = {
  address: 0,
  reaching: 0,
  signIn: 1,
  vaults: 2,
  saving: 2,
  done: 3,
};

/** The page that connects a server, step by step. */
export class ConnectPage extends View<ConnectScreen> {
  static override properties: PropertyDeclarations = { ...View.properties };

  #shown: Shown | undefined;
  /** The same object for the same screen: what counts time starts again with a new one. */
  #lockable: Lockable | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('screen') || !this.screen) return;
    this.#lockable = { factors: this.screen.factors, phone: null, phones: [] };
  }

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main class="connect">${faultBox(this.refused)}</main>` : nothing;
    const shown = what(screen);
    return html`
      <header class="brand">${icon('key')}<span>Nearkey</span></header>
      <main class="connect">
        ${shown === 'forbidden' ? nothing : this.#stepper(PLACE[screen.step.type])}
        ${this.refused ? html`<div class="narrow">${faultBox(this.refused)}</div>` : nothing}
        ${this.#body(screen, shown)}
      </main>`;
  }

  /** A new step takes the focus to its heading, so that it is read out; at first it is where one types. */
  protected override updated(): void {
    if (!this.screen) return;
    const shown = what(this.screen);
    const before = this.#shown;
    this.#shown = shown;
    if (before !== undefined && before !== shown) void this.#heading();
  }

  /** Most steps are parts of their own, which are drawn a moment later. */
  async #heading(): Promise<void> {
    await this.querySelector<Part>('main > nk-server-address, main > nk-sign-in, main > nk-server-vaults')?.updateComplete;
    this.querySelector<HTMLElement>('h1')?.focus();
  }

  #stepper(place: number): TemplateResult {
    const last = STEPS.length - 1;
    const past = (at: number) => at < place || place === last;
    return html`<ol class="stepper" aria-label=${text('link_steps')}>
      ${STEPS.map((name, at) => html`<li
        class=${past(at) ? 'past' : at === place ? 'now' : ''}
        aria-current=${at === place ? 'step' : nothing}
      ><span class="dot" aria-hidden="true">${past(at) ? icon('check') : at + 1}</span>${text(name)}</li>`)}
    </ol>`;
  }

  #body(screen: ConnectScreen, shown: Shown): unknown {
    const { step } = screen;
    if (shown === 'forbidden') return this.#forbidden();
    if (shown === 'locked') return this.#locked(screen);
    switch (step.type) {
      case 'address':
        return html`<nk-server-address .step=${step} .send=${this.act}></nk-server-address>`;
      case 'reaching':
        return this.#busy('server_reaching', html`
          <p>${server(step.server)}</p>
          <p class="soft" role="status">${text('server_reaching_text')}</p>`, this.#cancel());
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
    const next: Key[] = ['server_done_try', 'server_done_sync', 'server_done_options'];
    return html`<section class="card narrow stack">
      <h1 tabindex="-1">${text('server_done')}</h1>
      ${box('good', 'check', html`
        <p class="row">${badge(source)}<bdi class="strong grow">${source.name}</bdi></p>
        <p class="small" role="status">${text('server_done_fetching')}</p>`)}
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
}

function what({ forbidden, locked, step }: ConnectScreen): Shown {
  if (forbidden) return 'forbidden';
  return locked && step.type !== 'done' ? 'locked' : step.type;
}

async function closePage(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

customElements.define('nk-connect', ConnectPage);
