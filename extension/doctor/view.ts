import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { DoctorScreen, DoctorStep, Examination, StepState, StepView } from '../generated/messages';
import { art } from '../ui/art';
import { badge } from '../ui/badge';
import { icon, type IconName } from '../ui/icon';
import { box, button, faultBox, status } from '../ui/parts';
import { Permits } from '../ui/permission';
import { request } from '../ui/request';
import { text, textOf, type Key } from '../ui/text';
import { View } from '../ui/view';
import { finding, type Finding } from './finding';

const STEPS: Record<DoctorStep, Key> = {
  address: 'doctor_step_address',
  permission: 'doctor_step_permission',
  reachable: 'doctor_step_reachable',
  answering: 'doctor_step_answering',
  status: 'doctor_step_status',
  key: 'doctor_step_key',
};

/** Each state has its word and its drawing, so that nobody needs the colour. */
const STATES: Record<StepState, readonly [Key, IconName]> = {
  unknown: ['doctor_state_unknown', 'question'],
  running: ['doctor_state_running', 'clock'],
  good: ['doctor_state_good', 'check'],
  bad: ['doctor_state_bad', 'close'],
  notReached: ['doctor_state_notReached', 'minus'],
};

/** With these, the phone is likely to be at another address. */
const ELSEWHERE = new Set(['nothingThere', 'otherDevice', 'otherKey', 'linkUnknown']);
/** With these, another address is to be added, or this one removed. */
const OTHER_ADDRESS = new Set(['noAddress', 'nameUnknown', 'httpsOnly']);
/** With these, linking again may be what helps. */
const RELINK = new Set(['linkUnknown', 'notUnderstood']);

/** Goes the way to a phone and says where it breaks. */
export class DoctorPage extends View<DoctorScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    wanted: { attribute: false },
    copied: { state: true },
    refusedByUser: { state: true },
  };

  /** Link id of the phone to examine; the page's address names it. */
  declare wanted: string | undefined;
  declare protected copied: string | undefined;
  /** The permission that the user did not give just now. */
  declare protected refusedByUser: string | undefined;
  readonly #permits = new Permits(this);

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main>${faultBox(this.refused)}</main>` : nothing;
    return html`
      <header class="brand">${icon('key')}<span>Nearkey</span></header>
      <main class="doctor">
        <h1>${text('doctor_heading')}</h1>
        ${this.refused ? faultBox(this.refused) : nothing}
        ${screen.phones.length === 0 ? this.#none() : html`${this.#choice(screen)}${this.#result(screen)}`}
      </main>`;
  }

  #none(): TemplateResult {
    return html`<section class="card stack center">
      ${art('link')}
      <p class="soft">${text('doctor_no_phone')}</p>
      <div class="row middle">${button(text('link_phone'), () => open('link/link.html'), { weight: 'main', icon: 'link' })}</div>
    </section>`;
  }

  #chosen(screen: DoctorScreen): string {
    const known = (id: string | undefined) => screen.phones.some((phone) => phone.id === id);
    if (this.wanted && known(this.wanted)) return this.wanted;
    return known(screen.phone) ? screen.phone : screen.phones[0]?.id ?? '';
  }

  #choice(screen: DoctorScreen): TemplateResult {
    const chosen = this.#chosen(screen);
    const { running, phones } = screen;
    const again = screen.phone === chosen && screen.addresses.length > 0;
    return html`<section class="card stack" aria-label=${text('doctor_phone')}>
      <p class="soft">${text('doctor_intro')}</p>
      <fieldset class="stack close">
        <legend class="sr">${text('doctor_phone')}</legend>
        ${phones.map((phone) => html`<label class="pick ${phones.length === 1 ? 'only' : ''}">
          ${phones.length === 1
            ? nothing
            : html`<input
                type="radio" name="phone" ?disabled=${running} .checked=${live(phone.id === chosen)}
                @change=${() => (this.wanted = phone.id)}
              >`}
          ${badge(phone)}
          <span class="grow"><bdi class="strong">${phone.name}</bdi><br>
            <bdi class="small soft mono" dir="ltr">${phone.address}</bdi></span>
        </label>`)}
      </fieldset>
      <div class="row">
        ${running
          ? button(text('doctor_stop'), () => this.act({ type: 'stopDoctor' }))
          : button(text(again ? 'doctor_again' : 'doctor_start'), () => this.act({ type: 'startDoctor', phone: chosen }), {
              weight: 'main', tall: true, ...(again ? { icon: 'repeat' as const } : {}),
            })}
      </div>
    </section>`;
  }

  #result(screen: DoctorScreen): unknown {
    const chosen = this.#chosen(screen);
    if (screen.phone !== chosen || (screen.addresses.length === 0 && !screen.running)) return nothing;
    const found = finding(screen);
    return html`
      <div role="status" class="summary">${this.#summary(found)}</div>
      ${this.#proof(screen, found)}
      ${screen.addresses.map((examined) => this.#address(examined, screen))}
      ${this.#report(screen)}`;
  }

  #summary(found: Finding): TemplateResult {
    switch (found.type) {
      case 'running':
        return box('', 'clock', html`<p class="strong">${text('doctor_running')}</p><progress aria-hidden="true"></progress>`);
      case 'well':
      case 'almost': {
        const well = found.type === 'well';
        return box(well ? 'good' : '', well ? 'check' : 'phone', html`
          <p class="strong">${text(well ? 'doctor_well' : 'doctor_almost')} <bdi class="mono" dir="ltr">${found.address}</bdi></p>
          ${found.others ? html`<p>${text('doctor_others')}</p>` : nothing}`);
      }
      case 'breaks':
        return box('fault', 'alert', html`
          <p class="strong">${text('doctor_breaks', text(STEPS[found.step.step]))}</p>
          ${found.step.cause ? html`<p>${textOf(`doctor_${found.step.cause}`)}</p>` : nothing}`);
      case 'unclear':
        return box('', 'question', text('doctor_unclear'));
    }
  }

  /** The last step needs a yes on the phone. */
  #proof(screen: DoctorScreen, found: Finding): unknown {
    if (screen.request?.kind === 'prove') return html`<div class="card bare">${request(screen.request, this.act)}</div>`;
    if (found.type !== 'almost') return nothing;
    return html`<div class="stack">
      <p>${text('doctor_prove_text')}</p>
      <div class="row">${button(text('doctor_prove'), () => this.act({ type: 'provePhone' }), {
        weight: 'main', tall: true, icon: 'key',
      })}</div>
    </div>`;
  }

  #address(examined: Examination, screen: DoctorScreen): TemplateResult {
    const id = `address-${examined.address}`;
    return html`<section class="card stack" aria-labelledby=${id}>
      <h2 id=${id}><bdi class="mono" dir="ltr">${examined.address}</bdi></h2>
      <ol class="way">${examined.steps.map((step) => this.#step(step, examined, screen))}</ol>
    </section>`;
  }

  #step(step: StepView, examined: Examination, screen: DoctorScreen): TemplateResult {
    const [state, drawing] = STATES[step.state];
    return html`<li class=${step.state}>
      <span class="dot">${icon(drawing)}</span>
      <div class="grow stack close">
        <p><span class=${step.state === 'bad' || step.state === 'running' ? 'strong' : ''}>${text(STEPS[step.step])}</span>
          <span class="small soft state">${text(state)}</span></p>
        ${step.cause
          ? html`<p>${textOf(`doctor_${step.cause}`)}
                ${step.code ? html`<span class="small soft mono">${step.code}</span>` : nothing}</p>
              <p class="soft">${textOf(`doctor_${step.cause}_fix`)}</p>
              ${this.#help(step, examined, screen)}`
          : nothing}
      </div>
    </li>`;
  }

  /** What can be done about it here and now. */
  #help({ cause }: StepView, { permission }: Examination, screen: DoctorScreen): unknown {
    if (!cause || screen.running) return nothing;
    if (cause === 'noPermission') {
      return html`
        <p><bdi class="mono small" dir="ltr">${permission}</bdi></p>
        ${this.refusedByUser === permission
          ? html`<div role="status">${box('warn', 'alert', text('permission_refused'))}</div>`
          : nothing}
        <div class="row">${button(text('permission_give'), () => this.#permit(permission), { weight: 'main' })}</div>`;
    }
    const ways = [
      ELSEWHERE.has(cause) ? button(text('find'), () => open('options/options.html#phones'), { icon: 'search' }) : nothing,
      OTHER_ADDRESS.has(cause) ? button(text('open_options'), () => open('options/options.html#phones'), { icon: 'gear' }) : nothing,
      RELINK.has(cause) ? button(text('link_again'), () => open(`link/link.html#${screen.phone}`), { icon: 'link' }) : nothing,
    ].filter((way) => way !== nothing);
    return ways.length > 0 ? html`<div class="row">${ways}</div>` : nothing;
  }

  #report({ report, running }: DoctorScreen): unknown {
    if (!report || running) return nothing;
    return html`<section class="card stack" aria-labelledby="report">
      <h2 id="report">${text('doctor_report')}</h2>
      <p class="soft">${text('doctor_report_text')}</p>
      <pre class="mono small" dir="ltr" tabindex="0" aria-labelledby="report">${report}</pre>
      <div class="row">
        ${button(text('doctor_report_copy'), () => void this.#copy(report), { icon: 'copy' })}
        ${status(this.copied === report ? text('copied') : '', 'small')}
      </div>
    </section>`;
  }

  /** Called by the click itself. */
  #permit(permission: string): void {
    void this.#permits.ask({ origins: [permission] }).then((given) => {
      this.refusedByUser = given ? undefined : permission;
      this.act({ type: 'permissionChanged' });
    });
  }

  async #copy(report: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(report);
      this.copied = report;
    } catch {
      this.refused = { key: 'clipboard', code: 'CLP-01', detail: null };
    }
  }
}

function open(path: string): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL(path) });
}

customElements.define('nk-doctor', DoctorPage);
