import { html, nothing, type TemplateResult } from 'lit';
import type { ChangeStateView, ConflictAnswer, ConflictField, PopupScreen } from '../generated/messages';
import type { IconName } from '../ui/icon';
import { PARTS } from '../ui/notice';
import { box, button, faultBox } from '../ui/parts';
import { moment, text, type Key } from '../ui/text';
import type { ItemDesk } from './desk';
import { asked, choice, heading } from './item-parts';

/** A change on its way to a server, where there is something to say or to decide about it. */
export function changeLine({ change }: PopupScreen, desk: ItemDesk): unknown {
  if (!change) return nothing;
  if (change.conflict) {
    return desk.putOff
      ? box('warn', 'alert', html`<p>${text('conflict_waiting', change.name)}</p>
          ${button(text('conflict_decide'), () => desk.putOffConflict(false))}`)
      : nothing;
  }
  if (change.fault) return failed(change, desk);
  if (!change.running) return nothing;
  return html`<div class="changing stack" role="status">
    <p class="small soft">${text('change_running', change.name)}</p>
    <div class="busy" aria-hidden="true"></div>
  </div>`;
}

/** It was not kept. The background has it still, until somebody gives it up. */
function failed({ name, fault }: ChangeStateView, desk: ItemDesk): TemplateResult {
  return html`<div class="stack">
    ${fault ? faultBox(fault) : nothing}
    <p class="small">${text('change_failed', name)}</p>
    ${desk.asked === 'give up'
      ? asked('give-up', text('change_drop_ask'), 'change_again', 'change_drop', (yes) => yes ? desk.giveUp() : desk.repeat())
      : html`<div class="pair">
            ${button(text('change_drop'), () => desk.ask('give up'))}
            ${button(text('change_again'), () => desk.repeat(), { weight: 'main', icon: 'repeat' })}
          </div>
          ${desk.writing.canResume ? button(text('change_edit'), () => desk.writing.resume(), { weight: 'plain', wide: true, icon: 'pen' }) : nothing}`}
  </div>`;
}

/** Never shown, whoever sends them. */
const SECRETS: ReadonlySet<ConflictField['field']> = new Set<ConflictField['field']>(['password', 'otp', 'note']);

const ANSWERS: Array<[answer: ConflictAnswer, name: Key, says: Key, drawing: IconName]> = [
  ['ours', 'conflict_keep_ours', 'conflict_keep_ours_text', 'pen'],
  ['theirs', 'conflict_keep_theirs', 'conflict_keep_theirs_text', 'download'],
  ['both', 'conflict_keep_both', 'conflict_keep_both_text', 'several'],
];

/** Two changes of the same item, side by side, and what can become of them. */
export function conflict(change: ChangeStateView, desk: ItemDesk): TemplateResult {
  const { fields = [], atMs = 0 } = change.conflict ?? {};
  return html`<section class="panel of-item stack" aria-labelledby="conflict-title" @keydown=${(event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    desk.putOffConflict(true);
  }}>
    ${heading('conflict-title', text('conflict_title'), () => desk.putOffConflict(true))}
    <p>${atMs > 0 ? text('conflict_text', change.name, moment(atMs)) : text('conflict_text_undated', change.name)}</p>
    ${fields.length > 0 ? table(fields) : nothing}
    <ul>
      ${ANSWERS.map(([answer, name, says, drawing]) => choice(drawing, name, says, () => desk.writing.answer(answer)))}
    </ul>
    ${button(text('conflict_later'), () => desk.putOffConflict(true), { weight: 'plain', wide: true })}
  </section>`;
}

function table(fields: ConflictField[]): TemplateResult {
  return html`<div class="versions" role="region" tabindex="0" aria-label=${text('conflict_fields')}>
    <table>
      <thead><tr>
        <th scope="col">${text('conflict_ours')}</th>
        <th scope="col">${text('conflict_theirs')}</th>
      </tr></thead>
      ${fields.map(({ field, ours, theirs }) => html`<tbody>
        <tr><th scope="rowgroup" colspan="2" class="small soft">${text(PARTS[field])}</th></tr>
        <tr><td>${version(field, ours)}</td><td>${version(field, theirs)}</td></tr>
      </tbody>`)}
    </table>
  </div>`;
}

function version(field: ConflictField['field'], value: string): TemplateResult {
  if (SECRETS.has(field)) return html`<i class="soft">${text('conflict_secret')}</i>`;
  return value ? html`<bdi class="lines">${value}</bdi>` : html`<i class="soft">${text('conflict_empty')}</i>`;
}
