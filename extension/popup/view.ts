import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { CopyField, FaultView, Intent, ItemView, PopupScreen } from '../generated/messages';
import { box, button, faultBox } from '../ui/parts';
import { noticeView } from '../ui/notice';
import { request } from '../ui/request';
import { text } from '../ui/text';
import { View } from '../ui/view';
import { AskSite } from './ask-site';
import { changeLine, conflict } from './change';
import type { Code } from './code';
import './code-here';
import { copiedText } from './copied';
import { create } from './create';
import { type Asked, ItemDesk, type ItemAnswer } from './desk';
import { facts } from './facts';
import { Generating } from './generating';
import type { Made } from './generator';
import { header } from './header';
import { itemPanel } from './item';
import './item-form';
import { choice } from './item-parts';
import './items';
import { FOCUS, type Middle, middleOf } from './middle';
import { more } from './more';
import { next, opened } from './next';
import './offer';
import { PagesPermit } from './permit';
import { closedPhones, phoneOf } from './phones';
import { editablePlaces } from './places';
import { plain } from './plain';
import { question } from './question';
import { received } from './received';
import { ShownCode } from './shown-code';
import { accountLines } from './sources';
import './tree';
import { Waits } from './waits';
import { why } from './why';

/** The toolbar popup. */
export class Popup extends View<PopupScreen> {
  static override properties: PropertyDeclarations = {
    ...View.properties,
    copiedText: { state: true },
    more: { state: true },
    browsing: { state: true },
  };

  declare protected copiedText: string | undefined;
  /** Whether the panel with the rarer commands is open. */
  declare protected more: boolean;
  /** Whether the vaults and folders are shown to choose from. */
  declare protected browsing: boolean;
  #shown: Middle | undefined;
  #asked: Asked | undefined;
  /** The login whose next step is offered. */
  #begun: string | undefined;
  readonly #again = (): void => this.requestUpdate();
  readonly #pages = new PagesPermit(this);
  /** What was asked about logins and is on its way. */
  readonly #waits = new Waits(this.#again);
  readonly #about = (intent: Intent): number => this.#ask(intent);
  /** One login with everything about it, and the form that changes it. */
  readonly #desk = new ItemDesk(this, this.#about, this.#waits);
  readonly #code = new ShownCode(this.#about, this.#waits, this.#again);
  readonly #generating = new Generating(this.act, this.#again);
  readonly #askSite = new AskSite(this.act, this.#again);

  /** Somebody still waits for this answer. */
  wants(seq: number): boolean {
    return !this.#waits.isLeft(seq);
  }

  /** Says that a value is in the clipboard now. */
  copied(seq: number, field: CopyField): void {
    this.#waits.end(seq);
    this.#desk.copied(seq);
    this.copiedText = copiedText(field, this.screen?.clipboardSeconds ?? 0);
  }

  /** The code that was asked for. */
  codeCame(code: Code): void {
    this.#waits.end(code.seq);
    this.#code.came(code);
  }

  /** What the generator made, or had made before. */
  madeCame(made: Made): void {
    if (!this.#desk.writing.madeCame(made)) this.#generating.came(made);
  }

  /** An answer about the login whose panel is open. */
  itemCame(answer: ItemAnswer): void {
    this.#waits.end(answer.seq);
    this.#desk.hear(answer);
  }

  /** Why an intent was not carried out. */
  refusedWith(seq: number, fault: FaultView): void {
    if (this.#waits.isLeft(seq)) return;
    this.#waits.end(seq);
    if (!this.#desk.refused(seq, fault)) this.refused = fault;
  }

  /** News take the place of an older "copied". */
  protected override willUpdate(changed: PropertyValues): void {
    const { screen } = this;
    const before = changed.get('screen') as PopupScreen | undefined;
    if (before && JSON.stringify(before.notice) !== JSON.stringify(screen?.notice)) this.copiedText = undefined;
    this.#code.watch(screen, this.refused !== undefined);
    if (changed.has('screen') && screen) {
      this.#waits.watch(screen);
      if (screen.state !== 'open') this.browsing = false;
      if (!this.#desk.writing.isMaking) this.#generating.watch(screen, before);
      this.#desk.watch(screen, before);
    }
    if (this.refused?.key === 'cannotGenerate') this.#generating.failed();
  }

  /** Sends what concerns a login, and shows in its place that the answer takes a while. */
  #ask(intent: Intent): number {
    const seq = this.act(intent);
    this.#waits.begin(seq, intent, this.screen);
    return seq;
  }

  /** Leaves what is on its way and can be done without; says whether there was such a thing. */
  #leave = (): boolean => {
    const left = this.#waits.leaveSlow();
    if (left) this.#code.leave();
    return left;
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

  /** What comes before all else: a code that is waited for, the step that was begun, or what a command opened the popup for. */
  #first(screen: PopupScreen): unknown {
    if (screen.question || screen.import || screen.request || screen.create || this.more || this.browsing || this.#desk.isOpen) return nothing;
    return html`${screen.wantsCode ? html`<nk-code-here .send=${this.act}></nk-code-here>` : nothing}
      ${screen.next ? next(screen.next, this.act) : opened(screen)}`;
  }

  #middle(screen: PopupScreen): Middle {
    return middleOf(screen, { desk: this.#desk, generating: this.#generating.isWanted, more: this.more, browsing: this.browsing });
  }

  #body(screen: PopupScreen): unknown {
    const middle = this.#middle(screen);
    switch (middle) {
      case 'question':
        return screen.question ? question(screen.question, this.#about) : nothing;
      case 'import':
        return screen.import ? received(screen.import, phoneOf(screen, screen.import.phone), this.act) : nothing;
      case 'request':
        return screen.request ? request(screen.request, this.act, false, this.#code.render) : nothing;
      case 'create':
        return screen.create ? create(screen.create, this.act) : nothing;
      case 'generator':
        return this.#generating.render(screen);
      case 'conflict':
        return screen.change ? conflict(screen.change, this.#desk) : nothing;
      case 'form':
        return html`<nk-item-form .desk=${this.#desk} .draft=${this.#desk.writing.form} .screen=${screen}></nk-item-form>`;
      case 'item':
      case 'earlier':
      case 'share':
      case 'move':
        return itemPanel(this.#desk, screen, this.#code.render);
      case 'why':
        return screen.why ? why(screen.why, screen, () => this.act({ type: 'closePanel' })) : nothing;
      case 'places':
        return html`<nk-place-tree .screen=${screen} .choose=${this.#narrow} .close=${() => (this.browsing = false)}></nk-place-tree>`;
      case 'more':
        return more(screen, this.act, () => (this.more = false), this.#pages.row(screen), this.#makeRow(screen));
      case 'open':
        return this.#list(screen);
      default:
        return plain(middle, screen, { act: this.act, ask: this.#askSite, more: this.#moreButton(), refused: this.refused });
    }
  }

  #list(screen: PopupScreen): TemplateResult {
    const { item } = this.#code;
    return html`<nk-items class="open" .screen=${screen} .send=${this.#about} .fetching=${this.#waits.rows}
      .leave=${this.#leave} .canBrowse=${editablePlaces(screen).length > 1 || screen.lists.length > 0}
      .browse=${() => (this.browsing = true)} .showCode=${(item: ItemView) => this.#code.show(item)}
      .showDetails=${this.#showDetails} .was=${this.#desk.was}></nk-items>
      ${item ? this.#code.render(item) : nothing}`;
  }

  /** The entry that makes a login on a server, among the rarer commands. */
  #makeRow(screen: PopupScreen): unknown {
    if (!screen.mayKeep || editablePlaces(screen).length === 0) return nothing;
    return choice('plus', 'form_new_title', 'form_new_text', () => {
      this.more = false;
      this.#desk.make(screen);
    });
  }

  /** Lists what lies in a place only. */
  #narrow = (source: string, place: string): void => {
    this.browsing = false;
    this.act({ type: 'browse', source, place });
  };

  #showDetails = (item: ItemView): void => {
    this.#code.hide();
    this.refused = undefined;
    this.#desk.open(item);
  };

  /** What was typed into a page: over everything but what must be answered first. */
  #offer(screen: PopupScreen): unknown {
    const making = screen.request?.kind === 'create';
    const busy = screen.question || screen.import || screen.create || (screen.request && !making);
    if (!screen.offer || busy || this.more || this.browsing || this.#desk.isOpen || this.#middle(screen) === 'conflict') return nothing;
    return html`<nk-offer .view=${screen.offer} .screen=${screen} .send=${this.act}></nk-offer>`;
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
            ${this.#askSite.button(screen, screen.matches.length > 0 || screen.page.form === 'newPassword' ? 'even' : 'main')}
            ${this.#pages.hint(screen, this.act)}
            ${facts(screen, this.act, this.#moreButton())}`
        : nothing}
    </footer>`;
  }
}

customElements.define('nk-popup', Popup);
