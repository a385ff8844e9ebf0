import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { CopyField, PopupScreen } from '../generated/messages';
import { art } from '../ui/art';
import '../ui/countdown';
import { icon } from '../ui/icon';
import { box, button, faultBox, host, iconButton } from '../ui/parts';
import { counted, text, type Key } from '../ui/text';
import { View } from '../ui/view';
import './items';
import { noticeText } from '../ui/notice';
import { question } from './question';
import { request } from '../ui/request';

/** The toolbar popup. */
export class Popup extends View<PopupScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    keep: { state: true },
    copiedText: { state: true },
  };

  /** Whether the answer shall be kept; the last choice until the user makes one. */
  declare protected keep: boolean | undefined;
  declare protected copiedText: string | undefined;
  #asked = false;

  /** Says that a value is in the clipboard now. */
  copied(_seq: number, field: CopyField): void {
    this.copiedText = text(field === 'password' ? 'copied_password' : 'copied_user');
  }

  /** News take the place of an older "copied". */
  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('screen') as PopupScreen | undefined;
    if (before && JSON.stringify(before.notice) !== JSON.stringify(this.screen?.notice)) this.copiedText = undefined;
  }

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main class="popup">${faultBox(this.refused)}</main>` : nothing;
    return html`<main class="popup">
      ${this.#header(screen)}
      ${this.#body(screen)}
      ${this.#foot(screen)}
    </main>`;
  }

  /** A question takes the focus when it comes; the search field takes it back. */
  protected override updated(): void {
    const asks = Boolean(this.screen?.question);
    if (asks && !this.#asked) this.querySelector<HTMLElement>('.question h2')?.focus();
    if (!asks && this.#asked) this.querySelector<HTMLElement>('[type=search]')?.focus();
    this.#asked = asks;
  }

  #header(screen: PopupScreen): TemplateResult {
    const { page, phone, request, state } = screen;
    const forms: Record<typeof page.form, Key | undefined> = {
      notAPage: undefined,
      unknown: undefined,
      none: 'page_no_form',
      login: 'page_login',
      newPassword: 'page_new_password',
    };
    const form = forms[page.form];
    return html`<header class="top">
      <div class="grow">
        ${request && phone
          ? html`<h1 class="page">${icon('phone')}<bdi class="strong">${phone.name}</bdi></h1>
              <p class="small soft form"><bdi dir="ltr">${phone.address}</bdi></p>`
          : html`<h1 class="page">
                ${icon('globe')}
                ${page.host ? host(page.host, page.registrable) : html`<span class="soft">${text('page_none')}</span>`}
              </h1>
              ${form ? html`<p class="small soft form">${text(form)}</p>` : nothing}`}
      </div>
      ${state === 'open' ? iconButton('lock', text('lock_now'), () => this.act({ type: 'lock' })) : nothing}
      ${iconButton('gear', text('open_options'), () => void chrome.runtime.openOptionsPage())}
    </header>`;
  }

  #body(screen: PopupScreen): TemplateResult {
    if (screen.question) return question(screen.question, this.act);
    if (screen.request) return request(screen.request, this.act);
    switch (screen.state) {
      case 'firstRun':
        return this.#plain('link', 'first_title', 'first_text', [
          button(text('link_phone'), openLink, { weight: 'main', wide: true, tall: true, icon: 'link' }),
        ]);
      case 'empty':
        return this.#plain('empty', 'empty_title', 'empty_text', [
          this.#ask(screen, 'main'),
          button(text('ask_all'), () => this.act({ type: 'askAll' }), { wide: true }),
        ]);
      case 'locked':
        return this.#plain('locked', 'locked_title', 'locked_text', [
          button(text('unlock'), () => this.act({ type: 'unlock' }), {
            weight: 'main', wide: true, tall: true, icon: 'phone',
          }),
          this.#ask(screen, 'even'),
          this.#keepBox(screen),
        ]);
      case 'open':
        return html`<nk-items class="open" .screen=${screen} .send=${this.act}></nk-items>`;
      case 'damaged':
        return this.#plain('damaged', 'damaged_title', 'damaged_text', [
          button(text('link_again'), openLink, { weight: 'main', wide: true, tall: true, icon: 'link' }),
        ]);
    }
  }

  #plain(picture: Parameters<typeof art>[0], title: Key, words: Key, actions: unknown[]): TemplateResult {
    return html`<section class="plain stack">
      ${art(picture)}
      <h2>${text(title)}</h2>
      <p class="soft">${text(words)}</p>
      <div class="stack actions">${actions}</div>
    </section>`;
  }

  #ask(screen: PopupScreen, weight: 'main' | 'even'): unknown {
    const { form, host } = screen.page;
    if (!host) return nothing;
    const fill = form === 'login' || form === 'unknown';
    const keep = screen.state !== 'locked' || this.#keeps(screen);
    return button(text('ask_site'), () => this.act({ type: 'askSite', fill, keep }), {
      weight,
      wide: true,
      icon: 'phone',
      tall: weight === 'main',
    });
  }

  #keepBox(screen: PopupScreen): unknown {
    if (!screen.page.host) return nothing;
    return html`<label class="check small">
      <input
        type="checkbox"
        .checked=${this.#keeps(screen)}
        @change=${(event: Event) => (this.keep = (event.target as HTMLInputElement).checked)}
      >
      <span>${text('keep_answer')}</span>
    </label>`;
  }

  #keeps(screen: PopupScreen): boolean {
    return this.keep ?? screen.keep;
  }

  #foot(screen: PopupScreen): TemplateResult {
    const plainView = !screen.question && !screen.request;
    const said = this.copiedText ?? (screen.notice ? noticeText(screen.notice) : '');
    const bad = !this.copiedText && (screen.notice?.type === 'notFilled' || screen.notice?.type === 'damaged' || screen.notice?.type === 'notKept');
    return html`<footer class="foot stack">
      ${this.refused ? faultBox(this.refused) : nothing}
      <div role="status" class="said">
        ${said ? box(bad ? 'warn' : 'good', bad ? 'alert' : 'check', html`<p>${said}</p>`) : nothing}
      </div>
      ${plainView && screen.state === 'open'
        ? html`${this.#ask(screen, screen.matches.length > 0 ? 'even' : 'main')}
            <div class="row small soft facts">
              <span>${counted('total', screen.total)}</span>
              ${screen.locksInMs === null
                ? nothing
                : html`<span class="row tight">${text('locks_in')}
                    <nk-countdown .since=${screen} .leftMs=${screen.locksInMs}></nk-countdown></span>`}
              <span class="grow"></span>
              <button type="button" class="button plain slim" @click=${() => this.act({ type: 'askAll' })}>
                ${text('ask_all')}
              </button>
            </div>`
        : nothing}
    </footer>`;
  }
}

function openLink(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
}

customElements.define('nk-popup', Popup);
