import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from '../ui/icon';
import { button, iconButton } from '../ui/parts';
import { text, type Key } from '../ui/text';

/** What a hidden value looks like: says nothing of its length. */
export const DOTS = '••••••••';

/** The top of a panel: back, its name, and what can be done at once. */
export function heading(id: string, name: string, back: () => void, acts: unknown = nothing): TemplateResult {
  return html`<div class="row tight">
    ${iconButton('back', text('back'), back)}
    <h2 id=${id} tabindex="-1" class="grow"><bdi>${name}</bdi></h2>
    ${acts}
  </div>`;
}

/** A command with the sentence that says what it does, as an entry of a list. */
export function choice(drawing: IconName, name: Key, says: Key, press: () => void): TemplateResult {
  return html`<li>
    <button type="button" class="choice" aria-label=${text(name)} aria-describedby=${says} @click=${press}>
      ${icon(drawing)}
      <span class="grow">
        <span class="strong">${text(name)}</span>
        <span class="small soft" id=${says}>${text(says)}</span>
      </span>
    </button>
  </li>`;
}

/** A question before something is done that is not meant lightly; the harmless answer comes first. */
export function asked(id: string, sentence: string, no: Key, yes: Key, answer: (yes: boolean) => void): TemplateResult {
  return html`<div class="sure stack" role="alertdialog" aria-labelledby=${`asked-${id}`}>
    <p id=${`asked-${id}`} tabindex="-1">${sentence}</p>
    <div class="pair">
      ${button(text(no), () => answer(false))}
      ${button(text(yes), () => answer(true), { weight: 'danger' })}
    </div>
  </div>`;
}
