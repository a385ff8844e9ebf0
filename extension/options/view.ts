import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { FaultView, OptionsScreen, SettingsView } from '../generated/messages';
import { icon } from '../ui/icon';
import { noticeView } from '../ui/notice';
import { box, faultBox } from '../ui/parts';
import { text, textOf, type Key } from '../ui/text';
import { View } from '../ui/view';
import './accounts';
import './appearance';
import './clipboard';
import './factors';
import './fill';
import { giveBack, over } from './find';
import './locking';
import './pages';
import './phones';
import { policyBanner } from './policy';
import type { Page, Refusal } from './section';
import './stored';

/** The sections, in their order: their names are also the line at the side. */
const SECTIONS: ReadonlyArray<readonly [id: string, name: Key]> = [
  ['phones', 'options_phones'],
  ['accounts', 'options_accounts'],
  ['locking', 'options_locking'],
  ['factors', 'options_factors'],
  ['fill', 'options_fill'],
  ['pages', 'options_pages'],
  ['clipboard', 'options_clipboard'],
  ['appearance', 'options_appearance'],
  ['stored', 'options_stored'],
  ['about', 'options_about'],
];

/** Everything that can be set, and what is known of the phones. */
export class OptionsPage extends View<OptionsScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    refusal: { attribute: false },
    saved: { state: true },
  };

  declare refusal: Refusal | undefined;
  declare protected saved: string | undefined;

  readonly #places = new Map<number, string>();
  /** Settings that were sent and not confirmed yet: the next change builds on them. */
  #wanted: { place: string; settings: SettingsView } | undefined;
  #scrolled = false;

  /** An intent was refused: says so where it was made. */
  refuse(seq: number, fault: FaultView): void {
    const place = this.#places.get(seq);
    this.#wanted = undefined;
    if (place === undefined) this.refused = fault;
    else this.refusal = { place, fault };
    if (place?.startsWith('find-') && over(this.screen?.find ?? null)) void giveBack();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('screen') || !this.screen) return;
    const before = changed.get('screen') as OptionsScreen | undefined;
    if (over(this.screen.find) && !(before && over(before.find))) void giveBack();
    if (!this.#wanted) return;
    const { place, settings } = this.#wanted;
    if (JSON.stringify(sorted(settings)) === JSON.stringify(sorted(this.screen.settings))) this.saved = place;
    this.#wanted = undefined;
  }

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main>${faultBox(this.refused)}</main>` : nothing;
    return html`
      <header class="brand">${icon('key')}<span>Nearkey</span></header>
      <div class="sides">
        <nav class="contents" aria-label=${text('options_sections')}>
          <ul>${SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${text(name)}</a></li>`)}</ul>
        </nav>
        <main class="options">
          <h1>${text('options_heading')}</h1>
          ${this.refused ? faultBox(this.refused) : nothing}
          ${policyBanner(screen.policy)}
          <div role="status" class="stack">${this.#notice(screen)}${this.#removed(screen)}</div>
          ${this.#sections(screen)}
          ${this.#about()}
        </main>
      </div>`;
  }

  /** An address with `#section` means that section; it was not there when the page was loaded. */
  protected override updated(): void {
    if (this.#scrolled || !this.screen) return;
    this.#scrolled = true;
    const wanted = location.hash.slice(1);
    if (wanted) requestAnimationFrame(() => document.getElementById(wanted)?.scrollIntoView());
  }

  #sections(screen: OptionsScreen): TemplateResult {
    const { refusal, saved } = this;
    const page = this.#page;
    return html`
      <nk-phones .screen=${screen} .refusal=${refusal} .page=${page}></nk-phones>
      <nk-accounts .screen=${screen} .refusal=${refusal} .page=${page}></nk-accounts>
      <nk-locking .screen=${screen} .refusal=${refusal} .saved=${saved} .page=${page}></nk-locking>
      <nk-factors .screen=${screen} .refusal=${refusal} .page=${page}></nk-factors>
      <nk-fill .screen=${screen} .refusal=${refusal} .saved=${saved} .page=${page}></nk-fill>
      <nk-pages .screen=${screen} .refusal=${refusal} .saved=${saved} .page=${page}></nk-pages>
      <nk-clipboard .screen=${screen} .refusal=${refusal} .saved=${saved} .page=${page}></nk-clipboard>
      <nk-appearance .screen=${screen} .refusal=${refusal} .saved=${saved} .page=${page}></nk-appearance>
      <nk-stored .screen=${screen} .refusal=${refusal} .page=${page}></nk-stored>`;
  }

  #notice({ notice }: OptionsScreen): unknown {
    // What became of new keys is said where they were asked for.
    if (!notice || notice.type === 'rotated') return nothing;
    return 'fault' in notice ? faultBox(notice.fault as FaultView) : noticeView(notice);
  }

  #removed({ removed }: OptionsScreen): unknown {
    if (removed.length === 0) return nothing;
    if (removed.includes('removed_not')) return box('warn', 'alert', text('removed_not'));
    return box('good', 'check', html`
      <p class="strong">${text('removed_title')}</p>
      <ul class="removed">${removed.map((key) => html`<li>${textOf(key)}</li>`)}</ul>
      ${removed.includes('removed_keys') ? html`<p>${text('removed_phone')}</p>` : nothing}`);
  }

  #about(): TemplateResult {
    return html`<section id="about" class="card stack" aria-labelledby="about-name">
      <h2 id="about-name">${text('options_about')}</h2>
      <p>${text('about_text')}</p>
      <p class="soft">${text('about_private')}</p>
      <p class="small soft">${text('version', chrome.runtime.getManifest().version)}</p>
    </section>`;
  }

  readonly #page: Page = {
    send: (place, intent) => {
      this.refusal = undefined;
      this.saved = undefined;
      this.#places.set(this.act(intent), place);
    },
    save: (place, change) => {
      if (!this.screen) return;
      const settings = { ...(this.#wanted?.settings ?? this.screen.settings), ...change };
      this.#page.send(place, { type: 'saveSettings', settings });
      this.#wanted = { place, settings };
    },
  };
}

/** The members in one order, so that two objects can be compared as texts. */
function sorted(settings: SettingsView): unknown {
  return Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
}

customElements.define('nk-options', OptionsPage);
