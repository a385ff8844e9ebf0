import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { LinkScreen, LinkStep, PhoneView } from '../generated/messages';
import { icon } from '../ui/icon';
import { box, button, faultBox, fingerprint } from '../ui/parts';
import { text, type Key } from '../ui/text';
import { View, type Part } from '../ui/view';
import './connect';
import { full } from './full';
import { start } from './start';

type Step<T extends LinkStep['type']> = Extract<LinkStep, { type: T }>;

const STEPS: Key[] = ['link_step_prepare', 'link_step_connect', 'link_step_compare', 'link_step_done'];

/** Which of the four steps each state belongs to; a failure belongs to none. */
const PLACE: Record<LinkStep['type'], number> = {
  start: 0,
  makingKeys: 0,
  code: 1,
  connecting: 1,
  compare: 2,
  done: 3,
  failed: -1,
};

/** The page that links a phone, step by step. */
export class LinkPage extends View<LinkScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    again: { state: true },
    putOff: { state: true },
  };

  /** Link id of the phone that the page was opened for, to link it again. */
  wanted = '';
  /** The linked phone that is about to be linked again. */
  declare protected again: PhoneView | undefined;
  /** The full comparison shall wait. */
  declare protected putOff: boolean;
  #place: number | undefined;
  #compares = false;

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main class="link">${faultBox(this.refused)}</main>` : nothing;
    return html`
      <header class="brand">${icon('key')}<span>Nearkey</span></header>
      <main class="link">
        ${this.#stepper(PLACE[screen.step.type])}
        ${screen.again && screen.step.type !== 'start' && screen.step.type !== 'done'
          ? html`<p class="center strong">${text('link_again_heading', screen.again.name)}</p>`
          : nothing}
        ${this.refused ? faultBox(this.refused) : nothing}
        ${this.#step(screen)}
      </main>`;
  }

  protected override willUpdate(): void {
    if (!this.wanted || !this.screen) return;
    if (this.screen.step.type === 'start') this.again = this.screen.phones.find(({ id }) => id === this.wanted);
    this.wanted = '';
  }

  /** A new step takes the focus to its heading, so that it is read out. */
  protected override updated(changed: PropertyValues): void {
    const place = this.screen && PLACE[this.screen.step.type];
    const stepped = this.#place !== undefined && place !== this.#place;
    if (stepped || (changed.has('again') && this.#place !== undefined)) void this.#heading();
    // The comparison went away with the button that was pressed.
    if (this.#compares && !this.#comparing()) this.querySelector<HTMLElement>('#next')?.focus();
    this.#compares = this.#comparing();
    this.#place = place;
  }

  /** The code is a part of its own, which is drawn a moment later. */
  async #heading(): Promise<void> {
    await this.querySelector<Part>('nk-scan')?.updateComplete;
    this.querySelector<HTMLElement>('h1')?.focus();
  }

  #comparing(): boolean {
    const step = this.screen?.step;
    return step?.type === 'done' && step.phone.verified === 'short' && !this.putOff;
  }

  #stepper(place: number): TemplateResult {
    return html`<ol class="stepper" aria-label=${text('link_steps')}>
      ${STEPS.map((name, at) => html`<li
        class=${at < place || place === 3 ? 'past' : at === place ? 'now' : ''}
        aria-current=${at === place ? 'step' : nothing}
      ><span class="dot" aria-hidden="true">${at < place || place === 3 ? icon('check') : at + 1}</span>${text(name)}</li>`)}
    </ol>`;
  }

  #step(screen: LinkScreen): TemplateResult {
    const { step } = screen;
    switch (step.type) {
      case 'start':
        return start(screen, { again: this.again, choose: (phone) => (this.again = phone) }, this.act);
      case 'makingKeys':
        return html`<section class="card narrow stack" aria-busy="true">
          <h1 tabindex="-1">${text('link_keys_title')}</h1>
          <p class="soft" role="status">${text('link_keys_text')}</p>
          <div class="busy" aria-hidden="true"></div>
        </section>`;
      case 'code':
      case 'connecting':
        return html`<nk-scan .screen=${screen} .step=${step} .send=${this.act}></nk-scan>`;
      case 'compare':
        return this.#compare(step);
      case 'done':
        return this.#done(step);
      case 'failed':
        return html`<section class="card narrow stack">
          <h1 tabindex="-1">${text('link_failed_title')}</h1>
          ${faultBox(step.fault)}
          <p class="soft">${text('link_failed_text')}</p>
          ${button(text('start_again'), () => this.act({ type: 'startLink', again: screen.again?.id ?? null }), {
            weight: 'main', tall: true, wide: true, icon: 'repeat',
          })}
        </section>`;
    }
  }

  #compare(step: Step<'compare'>): TemplateResult {
    return html`<section class="card narrow stack center">
      <h1 tabindex="-1">${text('compare_title')}</h1>
      <p>${text('compare_text')}</p>
      <div class="letters">${fingerprint(step.fingerprint, true)}</div>
      <p class="small soft">${text('compare_from')} <bdi dir="ltr">${step.address}</bdi></p>
      <div class="pair">
        ${button(text('compare_different'), () => this.act({ type: 'compareLink', same: false }), { tall: true })}
        ${button(text('compare_same'), () => this.act({ type: 'compareLink', same: true }), { tall: true })}
      </div>
      <p class="small soft">${text('compare_why')}</p>
    </section>`;
  }

  #done({ phone: detail, fingerprint: letters }: Step<'done'>): TemplateResult {
    const { phone } = detail;
    const next: Key[] = ['done_try', 'done_keep', 'done_options'];
    return html`<section class="card narrow stack">
        <h1 tabindex="-1">${text('done_title')}</h1>
        ${box('good', 'check', html`
          <p><bdi>${phone.name}</bdi></p>
          <p class="small"><bdi dir="ltr">${phone.address}</bdi> · <bdi class="mono" dir="ltr">${letters}</bdi></p>`)}
        <p>${text('done_accept')}</p>
      </section>
      ${this.putOff ? nothing : full(detail, this.act, () => (this.putOff = true))}
      <section class="card narrow stack">
        <h2 id="next" tabindex="-1">${text('done_next')}</h2>
        ${this.putOff && detail.verified === 'short' ? html`<p role="status">${text('full_put_off')}</p>` : nothing}
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

async function closePage(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

customElements.define('nk-link', LinkPage);
