import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { FindState, FindView, PhoneDetail } from '../generated/messages';
import { box, button } from '../ui/parts';
import { PAGES } from '../ui/pages';
import { Permits } from '../ui/permission';
import { digits, text } from '../ui/text';
import { Section } from './section';

/** A phone may be at any address of the network, and browsers know no pattern for a network. */
const EVERYWHERE = { origins: ['http://*/*'] };
/** Remembers, also when this page is closed, that the permission was got for a search and is to be given back. */
export const BORROWED = 'nearkey-borrowed';

/** Whether no more addresses are going to be asked. */
export function over(find: FindView | null): boolean {
  return find === null || ['proved', 'notFound', 'nowhere'].includes(find.state.type);
}

/** Looks for a phone whose address changed. */
class Find extends Section {
  static override properties: PropertyDeclarations = {
    ...Section.properties,
    detail: { attribute: false },
    refusedByUser: { state: true },
  };

  declare detail: PhoneDetail;
  declare protected refusedByUser: boolean;
  /** Puts this part away. */
  shut: () => void = () => undefined;
  readonly #permits = new Permits(this);

  protected override render() {
    const { phone } = this.detail;
    const find = this.#find();
    return html`<section class="frame stack" aria-labelledby="find-${phone.id}">
      <h4 id="find-${phone.id}">${text('find_title', phone.name)}</h4>
      ${find ? this.#running(find) : this.#offer()}
      ${this.trouble(`find-${phone.id}`)}
    </section>`;
  }

  protected override willUpdate(): void {
    // Known before the click that needs to know it.
    this.#permits.has(EVERYWHERE);
  }

  #find(): FindView | undefined {
    const { find } = this.screen;
    return find?.phone === this.detail.phone.id ? find : undefined;
  }

  #offer(): TemplateResult {
    return html`
      <p>${text('find_text')}</p>
      <p class="soft">${text('find_permission')}</p>
      ${this.refusedByUser ? html`<div role="status">${box('warn', 'alert', text('find_refused'))}</div>` : nothing}
      <div class="row">
        ${button(text('find_start'), () => this.#start(), { weight: 'main', icon: 'search' })}
        ${button(text('cancel'), () => this.shut())}
      </div>`;
  }

  #running(find: FindView): TemplateResult {
    const { state } = find;
    const looking = state.type === 'looking';
    return html`
      ${find.networks.length > 0
        ? html`<p class="small soft">${text('find_networks')} <bdi class="mono" dir="ltr">${find.networks.join(', ')}</bdi></p>`
        : nothing}
      ${looking || state.type === 'found'
        ? html`<div class="progress">
            <progress max=${Math.max(1, find.total)} value=${find.done} aria-label=${text('find_progress')}></progress>
            <span class="small soft">${text('find_done', digits(find.done), digits(find.total))}</span>
          </div>`
        : nothing}
      <div role="status" class="stack">${this.#says(state)}</div>
      <div class="row">${this.#buttons(state)}</div>`;
  }

  #says(state: FindState): unknown {
    switch (state.type) {
      case 'looking':
        return html`<p>${text('find_looking')}</p>`;
      case 'found':
        return box('', 'phone', html`<p class="strong">${text('find_found')}
          <bdi class="mono" dir="ltr">${state.address}</bdi></p><p>${text('find_found_text')}</p>`);
      case 'proving':
        return html`<p>${text('find_proving')} <bdi class="mono" dir="ltr">${state.address}</bdi></p>`;
      case 'proved':
        return box('good', 'check', html`${text('find_proved')} <bdi class="mono" dir="ltr">${state.address}</bdi>`);
      case 'notFound':
        return box('warn', 'alert', text('find_not_found'));
      case 'nowhere':
        return box('warn', 'alert', text('find_nowhere'));
    }
  }

  #buttons(state: FindState): unknown {
    const send = (type: 'stopFind' | 'tryFound' | 'skipFound') =>
      this.page.send(`find-${this.detail.phone.id}`, { type });
    // The address keeps its permission when the one for everywhere is given back: in Firefox. Chromium takes it along,
    // and the phone, which allows other origins, is reached as before.
    const prove = (permission: string): void =>
      void this.#permits.ask({ origins: [permission] }).then(() => send('tryFound'));
    const away = (): void => {
      send('stopFind');
      this.shut();
    };
    switch (state.type) {
      case 'looking':
        return button(text('find_stop'), away);
      case 'found':
        return html`${button(text('find_try'), () => prove(state.permission), { weight: 'main' })}
          ${button(text('find_skip'), () => send('skipFound'))}
          ${button(text('find_stop'), away, { weight: 'plain' })}`;
      case 'proving':
        return button(text('find_stop'), away, { weight: 'plain' });
      case 'proved':
        return button(text('dismiss'), away);
      case 'notFound':
        return html`${button(text('find_again'), () => this.#start(), { weight: 'main', icon: 'repeat' })}
          ${button(text('dismiss'), away)}`;
      case 'nowhere':
        return button(text('dismiss'), away);
    }
  }

  /** Called by the click itself. */
  #start(): void {
    const { id } = this.detail.phone;
    const had = this.#permits.has(EVERYWHERE) === true;
    void this.#permits.ask(EVERYWHERE).then((given) => {
      this.refusedByUser = !given;
      if (!given) return;
      if (!had) localStorage.setItem(BORROWED, id);
      this.page.send(`find-${id}`, { type: 'startFind', phone: id });
    });
  }
}

/** Gives the permission back that was got for a search, and only that. */
export async function giveBack(): Promise<void> {
  if (localStorage.getItem(BORROWED) === null) return;
  localStorage.removeItem(BORROWED);
  // Who has both was permitted to stay in pages since then, by a popup that may be gone: it is the pages' now.
  if (await chrome.permissions.contains(PAGES)) return;
  await chrome.permissions.remove(EVERYWHERE).catch(() => false);
}

customElements.define('nk-find', Find);
