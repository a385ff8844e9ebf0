import { html, type TemplateResult } from 'lit';
import { art } from '../ui/art';
import { icon, type IconName } from '../ui/icon';
import { KINDS, NAMES, type ServerKind } from '../ui/kinds';
import { text, type Key } from '../ui/text';

const LOOKS: Record<ServerKind, { icon: IconName; says: Key }> = {
  passman: { icon: 'globe', says: 'choose_passman_text' },
  passwork: { icon: 'key', says: 'choose_passwork_text' },
};

/** The first step: which kind of server. */
export function choice(choose: (kind: ServerKind) => void): TemplateResult {
  return html`<section class="card narrow stack">
    ${art('server')}
    <h1 tabindex="-1">${text('choose_heading')}</h1>
    <p>${text('choose_intro')}</p>
    <ul class="kinds">${KINDS.map((kind) => html`<li>
      <button type="button" class="button kind" data-kind=${kind} @click=${() => choose(kind)}>
        <span class="dot" aria-hidden="true">${icon(LOOKS[kind].icon)}</span>
        <span class="grow">
          <span class="strong">${text(NAMES[kind])}</span>
          <span class="small soft">${text(LOOKS[kind].says)}</span>
        </span>
      </button>
    </li>`)}</ul>
  </section>`;
}
