import { html, nothing } from 'lit';
import { iconButton } from '../ui/parts';
import { text } from '../ui/text';
import { tick } from './number';
import { Section } from './section';

const PLACE = 'fill';

/** How pages are filled: the menu of the right mouse button, and the fields that the user pointed at. */
class Fill extends Section {
  protected override render() {
    const { settings, pointed } = this.screen;
    return html`<section id="fill" class="card stack" aria-labelledby="fill-name">
      <h2 id="fill-name">${text('options_fill')}</h2>
      <div class="stack close">
        ${tick(text('context_menu_name'), settings.contextMenu, (contextMenu) => this.page.save(PLACE, { contextMenu }))}
        <p class="small soft">${text('context_menu_text')}</p>
      </div>
      <h3>${text('pointed_title')}</h3>
      ${pointed.length === 0 ? html`<p class="small soft">${text('pointed_none')}</p>` : nothing}
      <ul class="stack close plain-list">
        ${pointed.map((origin) => html`<li class="row nowrap">
          <bdi class="grow mono" dir="ltr">${origin}</bdi>
          ${iconButton('forget', text('pointed_forget', origin), () =>
            this.page.send(PLACE, { type: 'forgetFields', origin }))}
        </li>`)}
      </ul>
      ${this.trouble(PLACE)}
      ${this.said(PLACE)}
    </section>`;
  }
}

customElements.define('nk-fill', Fill);
