import { html, nothing, type TemplateResult } from 'lit';
import { box, button, iconButton } from '../ui/parts';
import { Permits } from '../ui/permission';
import { PAGES } from '../ui/pages';
import { text } from '../ui/text';
import { BORROWED, over } from './find';
import { tick } from './number';
import { Section } from './section';

const PLACE = 'pages';
const ENCRYPTED = { origins: ['https://*/*'] };

/** What stays in pages, and the permission for it. */
class Pages extends Section {
  readonly #permits = new Permits(this);
  #refusedByUser = false;

  protected override render() {
    const { settings, policy } = this.screen;
    const save = (change: Partial<typeof settings>) => this.page.save(PLACE, change);
    return html`<section id="pages" class="card stack" aria-labelledby="pages-name">
      <h2 id="pages-name">${text('options_pages')}</h2>
      <p class="soft">${text('pages_text')}</p>
      ${policy.noPages ? box('', 'lock', text('policy_no_pages')) : this.#permission()}
      <div class="stack close">
        ${tick(text('pages_marks'), settings.marks, (marks) => save({ marks }), policy.noPages)}
        ${tick(text('pages_offers'), settings.offers, (offers) => save({ offers }), policy.noPages)}
      </div>
      ${isFirefox() ? html`<p class="small soft">${text('pages_firefox')}</p>` : nothing}
      ${this.#never(settings.neverHosts, (neverHosts) => save({ neverHosts }))}
      ${this.trouble(PLACE)}
      ${this.said(PLACE)}
    </section>`;
  }

  #permission(): TemplateResult {
    const granted = this.#permits.has(PAGES);
    return html`<div class="stack close" role="status">
        <p class=${granted ? 'good' : ''}>${granted ? text('pages_granted') : text('pages_not_granted')}</p>
        ${this.#refusedByUser ? html`<p class="small bad">${text('pages_refused')}</p>` : nothing}
      </div>
      <div class="row">
        ${granted
          ? button(text('pages_take_back'), () => this.#takeBack())
          : button(text('pages_grant'), () => this.#grant(), { weight: 'main', icon: 'key' })}
      </div>`;
  }

  #never(hosts: string[], change: (hosts: string[]) => void): TemplateResult {
    return html`<div class="stack close">
      <h3>${text('pages_never')}</h3>
      ${hosts.length === 0 ? html`<p class="small soft">${text('pages_never_none')}</p>` : nothing}
      <ul class="stack close plain-list">${hosts.map((host) => html`<li class="row nowrap">
        <bdi class="grow mono" dir="ltr">${host}</bdi>
        ${iconButton('close', text('pages_never_remove', host), () => change(hosts.filter((other) => other !== host)))}
      </li>`)}</ul>
    </div>`;
  }

  /** Called by the click itself. */
  #grant(): void {
    void this.#permits.ask(PAGES).then((given) => {
      this.#refusedByUser = !given;
      this.requestUpdate();
    });
  }

  #takeBack(): void {
    const { find } = this.screen;
    this.#refusedByUser = false;
    // A search for a phone still needs a part of it, and gives that back itself.
    if (find && !over(find)) {
      localStorage.setItem(BORROWED, find.phone);
      void this.#permits.drop(ENCRYPTED);
    } else {
      void this.#permits.drop(PAGES);
    }
  }
}

function isFirefox(): boolean {
  return chrome.runtime.getURL('').startsWith('moz-extension:');
}

customElements.define('nk-pages', Pages);
