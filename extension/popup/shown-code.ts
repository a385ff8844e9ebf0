import { html, nothing } from 'lit';
import type { ItemView, PopupScreen } from '../generated/messages';
import { button } from '../ui/parts';
import type { Send } from '../ui/port';
import { text } from '../ui/text';
import './code';
import type { Code, CodeActs } from './code';
import type { Waits } from './waits';

/** The one-time code that is seen in the popup: one at a time. */
export class ShownCode {
  readonly #send: Send;
  readonly #waits: Waits;
  readonly #changed: () => void;
  /** The login that it is of, and the code once it is here. */
  #shown: { item: ItemView; seq: number; code?: Code } | undefined;

  constructor(send: Send, waits: Waits, changed: () => void) {
    this.#send = send;
    this.#waits = waits;
    this.#changed = changed;
  }

  /** The login whose code is seen, or waited for. */
  get item(): ItemView | undefined {
    return this.#shown?.item;
  }

  show(item: ItemView): void {
    this.#shown = { item, seq: this.#send({ type: 'showCode', item: item.id }) };
    this.#changed();
  }

  hide(): void {
    this.#shown = undefined;
    this.#changed();
  }

  /** The code that was asked for. */
  came(code: Code): void {
    if (this.#shown?.seq !== code.seq) return;
    this.#shown = { ...this.#shown, code };
    this.#changed();
  }

  /** It is not waited for any more. */
  leave(): void {
    if (this.#shown && !this.#shown.code) this.hide();
  }

  /** The latest screen: a code goes with what it is of: locked, put away, or not to be had. */
  watch(screen: PopupScreen | undefined, refused: boolean): void {
    const of = this.#shown?.item.id;
    const there = of === screen?.request?.held?.id || (screen?.state === 'open' && !screen.request);
    if (!there || refused) this.#shown = undefined;
  }

  /** The code of a login while it is seen, or the button that shows it. */
  render = (item: ItemView): unknown => {
    const shown = this.#shown;
    if (!item.hasCode) return nothing;
    if (shown?.item.id !== item.id) {
      return button(text('code_show_short'), () => this.show(item), { wide: true, icon: 'code' });
    }
    if (!shown.code) {
      const slow = this.#waits.isSlow(shown.seq);
      return html`<div class="shown-code stack" ?hidden=${!slow}>
        <p class="small soft" role="status">${slow ? text('item_coming') : ''}</p>
        <div class="busy" aria-hidden="true"></div>
      </div>`;
    }
    const acts: CodeActs = {
      again: (next) => {
        const seq = this.#send({ type: next ? 'nextCode' : 'showCode', item: item.id });
        this.#shown = { ...shown, seq };
        this.#changed();
      },
      copy: () => this.#send({ type: 'copy', item: item.id, field: 'code' }),
      hide: () => this.hide(),
    };
    return html`<nk-code .code=${shown.code} .name=${item.name || item.host} .acts=${acts}></nk-code>`;
  };
}
