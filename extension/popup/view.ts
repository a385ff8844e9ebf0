import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { CopyField, FaultView, GeneratorView, Intent, ItemView, PopupScreen } from '../generated/messages';
import { art } from '../ui/art';
import { box, button, faultBox } from '../ui/parts';
import '../ui/locked';
import { noticeView } from '../ui/notice';
import { request } from '../ui/request';
import { text, type Key } from '../ui/text';
import { View } from '../ui/view';
import { create } from './create';
import { facts } from './facts';
import './code';
import type { Code, CodeActs } from './code';
import './generator';
import type { Made } from './generator';
import { header } from './header';
import './items';
import { more } from './more';
import { next, opened } from './next';
import './offer';
import { PagesPermit } from './permit';
import { changeLine, conflict } from './change';
import { type Asked, ItemDesk, type ItemAnswer } from './desk';
import { itemPanel } from './item';
import './item-form';
import { choice } from './item-parts';
import { editablePlaces } from './places';
import { closedPhones, phoneOf } from './phones';
import { question } from './question';
import { received } from './received';
import { accountLines } from './sources';
import { why } from './why';

/** What the middle of the popup shows, and where the focus goes when it comes. */
const FOCUS = {
  question: '.question h2',
  import: '.import h2',
  request: '#request',
  create: '#create-user',
  conflict: '#conflict-title',
  form: '#item-name',
  item: '#item-title',
  earlier: '#earlier-title',
  generator: '#generator-title',
  why: '#why-title',
  more: '.choice',
  firstRun: '.plain .main',
  empty: '.plain .main',
  locked: '.plain .main',
  open: '[type=search]',
  damaged: '.plain .main',
} as const;

const COPIED: Record<CopyField & string, Key> = {
  user: 'copied_user',
  password: 'copied_password',
  code: 'copied_code',
  email: 'copied_email',
  note: 'copied_note',
};

/** The toolbar popup. */
export class Popup extends View<PopupScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    keep: { state: true },
    copiedText: { state: true },
    more: { state: true },
    shownCode: { state: true },
    made: { state: true },
    revealed: { state: true },
  };

  /** Whether the answer shall be kept; the last choice until the user makes one. */
  declare protected keep: boolean | undefined;
  declare protected copiedText: string | undefined;
  /** Whether the panel with the rarer commands is open. */
  declare protected more: boolean;
  /** The login whose one-time code is seen, and the code once it is here. */
  declare protected shownCode: { item: ItemView; seq: number; code?: Code } | undefined;
  /** What the generator made last, and one of the old ones while it is seen. */
  declare protected made: Made | undefined;
  declare protected revealed: Made | undefined;
  /** The generator is wanted, and is opened again when another background took over. */
  #generating = false;
  #generator: GeneratorView | undefined;
  #revealing = 0;
  #shown: keyof typeof FOCUS | undefined;
  #asked: Asked | undefined;
  readonly #pages = new PagesPermit(this);
  /** One login with everything about it, and the form that changes it. */
  readonly #desk = new ItemDesk(this, (intent) => this.act(intent));
  /** The login whose next step is offered. */
  #begun: string | undefined;

  /** Says that a value is in the clipboard now. */
  copied(_seq: number, field: CopyField): void {
    const seconds = this.screen?.clipboardSeconds ?? 0;
    const after = seconds > 0 ? text('copied_clears', String(seconds)) : text('copied_stays');
    const what = typeof field === 'string' ? COPIED[field] : 'copied_field';
    this.copiedText = `${text(what)} ${after}`;
  }

  /** The code that was asked for. */
  codeCame(code: Code): void {
    if (this.shownCode?.seq === code.seq) this.shownCode = { ...this.shownCode, code };
  }

  /** What the generator made, or had made before. */
  madeCame(made: Made): void {
    if (this.#desk.writing.madeCame(made)) return;
    if (made.seq === this.#revealing) this.revealed = made;
    else this.made = made;
  }

  /** An answer about the login whose panel is open. */
  itemCame(answer: ItemAnswer): void {
    this.#desk.hear(answer);
  }

  /** Why an intent was not carried out. */
  refusedWith(seq: number, fault: FaultView): void {
    this.#desk.refused(seq);
    this.refused = fault;
  }

  /** News take the place of an older "copied". */
  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('screen') as PopupScreen | undefined;
    if (before && JSON.stringify(before.notice) !== JSON.stringify(this.screen?.notice)) this.copiedText = undefined;
    // A code goes with what it is of: locked, put away, or not to be had.
    const { shownCode, screen } = this;
    const of = shownCode?.item.id;
    const there = of === screen?.request?.held?.id || (screen?.state === 'open' && !screen.request);
    if (shownCode && (!there || this.refused)) this.shownCode = undefined;
    if (changed.has('screen') && screen) {
      if (!this.#desk.writing.isMaking) this.#keepGenerator(screen, before);
      this.#desk.watch(screen, before);
    }
    if (this.refused?.key === 'cannotGenerate') this.made = undefined;
  }

  /** What was made stays on the screen when the background was stopped, and goes when it locked. */
  #keepGenerator(screen: PopupScreen, before: PopupScreen | undefined): void {
    if (screen.generator) {
      this.#generating = true;
      this.#generator = screen.generator;
    } else if (this.#generating && before?.generator) {
      if (before.state === 'open' && screen.state !== 'open') this.#closeGenerator();
      else this.send({ type: 'openGenerator' });
    }
  }

  #closeGenerator(): void {
    this.#generating = false;
    this.#generator = undefined;
    this.made = undefined;
    this.revealed = undefined;
  }

  #withGenerator = (intent: Intent): number => {
    const seq = this.act(intent);
    if (intent.type === 'generate') this.revealed = undefined;
    return seq;
  };

  #reveal = (id: string | undefined): void => {
    this.revealed = undefined;
    if (id !== undefined) this.#revealing = this.act({ type: 'revealGenerated', id });
  };

  protected override render() {
    const { screen } = this;
    if (!screen) return this.refused ? html`<main class="popup">${faultBox(this.refused)}</main>` : nothing;
    return html`<main class="popup">
      ${header(screen, this.act)}
      ${this.#first(screen)}
      ${this.#offer(screen)}
      ${this.#body(screen)}
      ${this.#foot(screen)}
    </main>`;
  }

  /** What takes the place of something else takes the focus, too. */
  protected override updated(): void {
    if (!this.screen) return;
    const shown = this.#middle(this.screen);
    const before = this.#shown;
    this.#shown = shown;
    const begun = this.screen.next?.item.id;
    if (begun !== this.#begun && begun !== undefined) {
      // After the search field, which takes the focus when it is made.
      setTimeout(() => this.querySelector<HTMLElement>('.next .button')?.focus());
    }
    this.#begun = begun;
    const { asked } = this.#desk;
    const answered = this.#asked !== asked;
    this.#asked = asked;
    if (asked && answered) return this.querySelector<HTMLElement>('.sure p')?.focus();
    if (before === undefined || (before === shown && !answered)) return;
    const back = before === 'more' ? this.querySelector<HTMLElement>('.more-button') : null;
    (back ?? this.querySelector<HTMLElement>(FOCUS[shown]))?.focus();
  }

  /** What comes before all else: the step that was begun, or what a command opened the popup for. */
  #first(screen: PopupScreen): unknown {
    if (screen.question || screen.import || screen.request || screen.create || this.more || this.#desk.isOpen) return nothing;
    return screen.next ? next(screen.next, this.act) : opened(screen);
  }

  #middle(screen: PopupScreen): keyof typeof FOCUS {
    if (screen.question) return 'question';
    if (screen.import) return 'import';
    if (screen.request) return 'request';
    if (screen.create) return 'create';
    if (screen.change?.conflict && !this.#desk.putOff && screen.state !== 'locked') return 'conflict';
    if (this.#generating) return 'generator';
    if (this.#desk.writing.form) return 'form';
    if (this.#desk.item) return this.#desk.earlier ? 'earlier' : 'item';
    if (screen.why) return 'why';
    const linked = screen.state !== 'firstRun' && screen.state !== 'damaged';
    return this.more && linked ? 'more' : screen.state;
  }

  #body(screen: PopupScreen): unknown {
    if (screen.question) return question(screen.question, this.act);
    if (screen.import) return received(screen.import, phoneOf(screen, screen.import.phone), this.act);
    if (screen.request) return request(screen.request, this.act, false, this.#code);
    if (screen.create) return create(screen.create, this.act);
    switch (this.#middle(screen)) {
      case 'generator':
        return html`<nk-generator
          .view=${screen.generator ?? this.#generator}
          .made=${this.made}
          .revealed=${this.revealed}
          .send=${this.#withGenerator}
          .reveal=${this.#reveal}
          .close=${() => {
            this.#closeGenerator();
            this.act({ type: 'closePanel' });
            this.requestUpdate();
          }}
        ></nk-generator>`;
      case 'conflict':
        return screen.change ? conflict(screen.change, this.#desk) : nothing;
      case 'form':
        return html`<nk-item-form .desk=${this.#desk} .draft=${this.#desk.writing.form} .screen=${screen}></nk-item-form>`;
      case 'item':
      case 'earlier':
        return itemPanel(this.#desk, screen, this.#code);
      case 'why':
        return screen.why ? why(screen.why, screen, () => this.act({ type: 'closePanel' })) : nothing;
      case 'more':
        return more(screen, this.act, () => (this.more = false), this.#pages.row(screen), this.#makeRow(screen));
      case 'firstRun':
        return this.#plain('link', 'first_title', 'first_text', [
          button(text('link_phone'), openLink, { weight: 'main', wide: true, tall: true, icon: 'link' }),
          screen.mayKeep
            ? button(text('server_connect_passman'), openConnect, { wide: true, icon: 'globe' })
            : nothing,
        ]);
      case 'empty':
        return this.#empty(screen);
      case 'locked':
        return this.#locked(screen);
      case 'damaged':
        return this.#plain('damaged', 'damaged_title', 'damaged_text', [
          button(text('link_again'), openLink, { weight: 'main', wide: true, tall: true, icon: 'link' }),
          screen.mayKeep ? button(text('server_connect_passman'), openConnect, { wide: true, icon: 'globe' }) : nothing,
        ]);
      default:
        return html`<nk-items class="open" .screen=${screen} .send=${this.act} .showCode=${this.#showCode}
          .showDetails=${this.#showDetails} .was=${this.#desk.was}></nk-items>
          ${this.shownCode ? this.#code(this.shownCode.item) : nothing}`;
    }
  }

  /** The entry that makes a login on a server, among the rarer commands. */
  #makeRow(screen: PopupScreen): unknown {
    if (!screen.mayKeep || editablePlaces(screen).length === 0) return nothing;
    return choice('plus', 'form_new_title', 'form_new_text', () => {
      this.more = false;
      this.#desk.make(screen);
    });
  }

  #showDetails = (item: ItemView): void => {
    this.shownCode = undefined;
    this.refused = undefined;
    this.#desk.open(item);
  };

  #showCode = (item: ItemView): void => {
    this.shownCode = { item, seq: this.act({ type: 'showCode', item: item.id }) };
  };

  /** The code of a login while it is seen, or the button that shows it. */
  #code = (item: ItemView): unknown => {
    const { shownCode } = this;
    if (!item.hasCode) return nothing;
    if (shownCode?.item.id !== item.id) {
      return button(text('code_show_short'), () => this.#showCode(item), { wide: true, icon: 'code' });
    }
    if (!shownCode.code) return nothing;
    const acts: CodeActs = {
      again: (next) => {
        const seq = this.act({ type: next ? 'nextCode' : 'showCode', item: item.id });
        this.shownCode = { ...shownCode, seq };
      },
      copy: () => this.act({ type: 'copy', item: item.id, field: 'code' }),
      hide: () => (this.shownCode = undefined),
    };
    return html`<nk-code .code=${shownCode.code} .name=${item.name || item.host} .acts=${acts}></nk-code>`;
  };

  /** A source is there, and nothing of it yet. */
  #empty(screen: PopupScreen): TemplateResult {
    const phone = screen.phones.length > 0;
    const all = button(text('ask_all'), () => this.act({ type: 'askAll' }), { wide: true, icon: 'download' });
    return this.#plain(phone ? 'empty' : 'server', 'empty_title', phone ? 'empty_text' : 'empty_text_account', [
      this.#ask(screen, 'main'),
      phone && screen.mayKeep ? all : nothing,
      screen.mayKeep ? nothing : box('', 'lock', text('may_not_keep')),
      accountLines(screen, this.act),
      this.#moreButton(),
    ]);
  }

  #locked(screen: PopupScreen): TemplateResult {
    const { passphrase, passkey } = screen.factors;
    const others = passphrase || passkey !== null;
    const words: Key = screen.phones.length === 0 ? 'locked_text_account' : others ? 'locked_text_factors' : 'locked_text';
    return this.#plain(others ? undefined : 'locked', 'locked_title', words, [
      html`<nk-locked class="stack" .screen=${screen} .send=${this.act}></nk-locked>`,
      this.#ask(screen, 'even'),
      this.#keepBox(screen),
      this.#moreButton(),
    ]);
  }

  /** What was typed into a page: over everything but what must be answered first. */
  #offer(screen: PopupScreen): unknown {
    const making = screen.request?.kind === 'create';
    const busy = screen.question || screen.import || screen.create || (screen.request && !making);
    if (!screen.offer || busy || this.more || this.#desk.isOpen || this.#middle(screen) === 'conflict') return nothing;
    return html`<nk-offer .view=${screen.offer} .screen=${screen} .send=${this.act}></nk-offer>`;
  }

  #plain(picture: Parameters<typeof art>[0] | undefined, title: Key, words: Key, actions: unknown[]): TemplateResult {
    return html`<section class="plain stack">
      ${picture ? art(picture) : nothing}
      <h2>${text(title)}</h2>
      <p class="soft">${text(words)}</p>
      ${this.refused ? faultBox(this.refused) : nothing}
      <div class="stack actions">${actions}</div>
    </section>`;
  }

  #ask(screen: PopupScreen, weight: 'main' | 'even'): unknown {
    const { form, host } = screen.page;
    if (!host || screen.phones.length === 0) return nothing;
    const fill = form === 'login' || form === 'framed' || form === 'unknown';
    const keep = screen.mayKeep && (screen.state !== 'locked' || this.#keeps(screen));
    return button(text('ask_site'), () => this.act({ type: 'askSite', fill, keep }), {
      weight,
      wide: true,
      icon: 'phone',
      tall: weight === 'main',
    });
  }

  #keepBox(screen: PopupScreen): unknown {
    if (!screen.page.host || !screen.mayKeep || screen.phones.length === 0) return nothing;
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

  #moreButton(): TemplateResult {
    return html`<button type="button" class="button plain slim more-button" @click=${() => (this.more = true)}>
      ${text('more_commands')}
    </button>`;
  }

  #foot(screen: PopupScreen): TemplateResult {
    const list = this.#middle(screen) === 'open';
    const news = screen.notice ?? this.#desk.news;
    const plain = ['firstRun', 'empty', 'locked', 'damaged'].includes(this.#middle(screen));
    return html`<footer class="foot stack">
      ${this.refused && !plain ? faultBox(this.refused) : nothing}
      ${changeLine(screen, this.#desk)}
      <div role="status" class="said">
        ${this.copiedText
          ? box('good', 'check', html`<p>${this.copiedText}</p>`)
          : news ? noticeView(news, () => this.act({ type: 'undoBin' })) : nothing}
        ${!this.copiedText && screen.notice?.type === 'notFilled' && !screen.why
          ? button(text('why_page'), () => this.act({ type: 'showWhy' }), { wide: true })
          : nothing}
      </div>
      ${list
        ? html`${closedPhones(screen, this.act)}
            ${accountLines(screen, this.act)}
            ${screen.page.form === 'newPassword'
              ? button(text('generator_here'), () => this.act({ type: 'openGenerator' }), {
                  weight: screen.matches.length > 0 ? 'even' : 'main', wide: true, icon: 'make',
                })
              : nothing}
            ${this.#ask(screen, screen.matches.length > 0 || screen.page.form === 'newPassword' ? 'even' : 'main')}
            ${this.#pages.hint(screen, this.act)}
            ${facts(screen, this.act, this.#moreButton())}`
        : nothing}
    </footer>`;
  }
}

function openLink(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('link/link.html') });
}

function openConnect(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('connect/connect.html') });
}

customElements.define('nk-popup', Popup);
