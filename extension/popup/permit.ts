import { html, nothing, type TemplateResult } from 'lit';
import type { PopupScreen } from '../generated/messages';
import { icon } from '../ui/icon';
import { box } from '../ui/parts';
import { Permits } from '../ui/permission';
import type { Send } from '../ui/port';
import { PAGES } from '../ui/pages';
import { text } from '../ui/text';
import type { View } from '../ui/view';

/**
 * The permission for pages, where the popup speaks of it.
 *
 * Browsers may close the popup while they ask. Nothing waits for the answer here: the background hears of it by itself.
 */
export class PagesPermit {
  readonly #view: View<PopupScreen>;
  readonly #permits: Permits;
  #refused = false;

  constructor(view: View<PopupScreen>) {
    this.#view = view;
    this.#permits = new Permits(view);
  }

  /** The entry among the rarer commands, while there is something to permit. */
  row(screen: PopupScreen): TemplateResult | typeof nothing {
    if (!this.#isMissing(screen)) return nothing;
    return html`<li>
      <button
        type="button"
        class="choice"
        aria-label=${text('pages_grant')}
        aria-describedby="pages_more"
        @click=${() => this.#ask()}
      >
        ${icon('key')}
        <span class="grow">
          <span class="strong">${text('pages_grant')}</span>
          <span class="small soft" id="pages_more">${text('pages_more')}</span>
        </span>
      </button>
      ${this.#says()}
    </li>`;
  }

  /** The same once, under the list, until the user puts it away for good. */
  hint(screen: PopupScreen, send: Send): TemplateResult | typeof nothing {
    if (!screen.pagesHint || !this.#isMissing(screen)) return nothing;
    return html`<aside class="hint stack" aria-label=${text('options_pages')}>
      <p class="small">${text('pages_more')}</p>
      ${this.#says()}
      <div class="row tight">
        <button type="button" class="button even slim" @click=${() => this.#ask()}>${text('pages_grant')}</button>
        <button type="button" class="button plain slim" @click=${() => send({ type: 'putHintAway' })}>
          ${text('pages_hint_away')}
        </button>
      </div>
    </aside>`;
  }

  #isMissing(screen: PopupScreen): boolean {
    return screen.mayStay && this.#permits.has(PAGES) === false;
  }

  #says(): TemplateResult {
    return html`<div role="status">${this.#refused ? box('', 'alert', text('pages_refused')) : nothing}</div>`;
  }

  /** Called by the click itself. */
  #ask(): void {
    void this.#permits.ask(PAGES).then((given) => {
      this.#refused = !given;
      this.#view.requestUpdate();
    });
  }
}
