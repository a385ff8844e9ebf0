import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Theme } from '../generated/messages';
import { text, type Key } from '../ui/text';
import { Section } from './section';

const THEMES: ReadonlyArray<readonly [Theme, Key]> = [
  ['system', 'theme_system'],
  ['light', 'theme_light'],
  ['dark', 'theme_dark'],
];
const LANGUAGES: ReadonlyArray<readonly [string, string]> = [
  ['en', 'English'],
  ['de', 'Deutsch'],
];
const PLACE = 'appearance';

/** Language and colours. */
class Appearance extends Section {
  protected override render() {
    const { language, theme } = this.screen.settings;
    return html`<section id="appearance" class="card stack" aria-labelledby="appearance-name">
      <h2 id="appearance-name">${text('options_appearance')}</h2>
      <div class="field">
        <label for="language">${text('language_name')}</label>
        <select id="language" class="input choice" @change=${(event: Event) =>
          this.page.save(PLACE, { language: (event.target as HTMLSelectElement).value })}>
          <option value="" .selected=${live(language === '')}>${text('language_browser')}</option>
          ${LANGUAGES.map(([code, name]) =>
            html`<option value=${code} lang=${code} .selected=${live(language === code)}>${name}</option>`)}
        </select>
      </div>
      <fieldset class="stack close">
        <legend class="legend">${text('theme_name')}</legend>
        <div class="segments">
          ${THEMES.map(([value, name]) => html`<label><input
            type="radio" name="theme" value=${value} .checked=${live(theme === value)}
            @change=${() => this.page.save(PLACE, { theme: value })}
          ><span>${text(name)}</span></label>`)}
        </div>
      </fieldset>
      ${this.trouble(PLACE)}
      ${this.said(PLACE)}
    </section>`;
  }
}

customElements.define('nk-appearance', Appearance);
