import { html, nothing } from 'lit';
import { box } from '../ui/parts';
import { Permits, type Wish } from '../ui/permission';
import { text } from '../ui/text';
import { numberField, tick } from './number';
import { Section } from './section';

const SHORTEST_SECONDS = 10;
const LONGEST_SECONDS = 300;
/** What ticking the box sets. */
const FIRST_SECONDS = 30;
const PLACE = 'clipboard';
const READ: Wish = { permissions: ['clipboardRead'] };

/** How long a copied value stays. */
class Clipboard extends Section {
  readonly #permits = new Permits(this);
  #refusedByUser = false;

  protected override render() {
    const { settings } = this.screen;
    const clears = settings.clipboardSeconds > 0;
    const save = (clipboardSeconds: number) => this.page.save(PLACE, { clipboardSeconds });
    return html`<section id="clipboard" class="card stack" aria-labelledby="clipboard-name">
      <h2 id="clipboard-name">${text('options_clipboard')}</h2>
      <p class="soft">${text('clipboard_text')}</p>
      ${tick(text('clipboard_clear'), clears, (on) => save(on ? FIRST_SECONDS : 0))}
      ${clears
        ? html`<div class="under stack">
            ${numberField({
              id: 'seconds', name: text('clipboard_after'), unit: text('seconds'),
              low: SHORTEST_SECONDS, high: LONGEST_SECONDS, value: settings.clipboardSeconds, change: save,
            })}
            ${this.#check()}
          </div>`
        : box('warn', 'alert', text('clipboard_stays'))}
      ${this.trouble(PLACE)}
      ${this.said(PLACE)}
    </section>`;
  }

  #check(): unknown {
    return html`<div class="stack close">
      ${tick(text('clipboard_check'), this.#permits.has(READ) ?? false, (on) => this.#choose(on))}
      <p class="small soft">${text('clipboard_check_text')}</p>
      ${this.#refusedByUser ? html`<p class="small bad" role="status">${text('clipboard_check_refused')}</p>` : nothing}
    </div>`;
  }

  /** Called by the click itself. */
  #choose(on: boolean): void {
    const done = on ? this.#permits.ask(READ) : this.#permits.drop(READ);
    void done.then((given) => {
      this.#refusedByUser = on && given === false;
      this.page.send(PLACE, { type: 'permissionChanged' });
      this.requestUpdate();
    });
  }
}

customElements.define('nk-clipboard', Clipboard);
