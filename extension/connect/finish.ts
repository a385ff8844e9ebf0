import { html, nothing, type TemplateResult } from 'lit';
import '../ui/new-passphrase';
import type { NewPassphrase } from '../ui/new-passphrase';
import type { Send } from '../ui/port';
import { text } from '../ui/text';

/** What the end of the last step depends on. */
export interface Finish {
  /** Nothing opens the cache yet. */
  passphrase: boolean;
  /** Something can be kept, and nothing is under way. */
  ready: boolean;
  send: Send;
  /** What stands below the button. */
  below?: unknown;
}

/** The end of the last step: a passphrase where nothing opens the cache yet, and the button that keeps the account. */
export function finish({ passphrase, ready, send, below = nothing }: Finish): TemplateResult {
  const done = (event: Event): void => {
    event.preventDefault();
    if (!ready) return;
    if (!passphrase) return void send({ type: 'finishConnect', passphrase: null });
    (event.currentTarget as HTMLElement).querySelector<NewPassphrase>('nk-new-passphrase')?.take((chosen) => {
      send({ type: 'finishConnect', passphrase: chosen });
    });
  };
  return html`<form class="stack" autocomplete="off" @submit=${done}>
    ${passphrase
      ? html`<div class="stack new">
          <h2>${text('server_passphrase')}</h2>
          <p class="soft">${text('server_passphrase_text')}</p>
          <nk-new-passphrase class="stack"></nk-new-passphrase>
        </div>`
      : nothing}
    <button id="finish" class="button main wide tall" type="submit" ?disabled=${!ready}>${text('server_finish')}</button>
    ${below}
  </form>`;
}
