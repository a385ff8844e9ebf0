import { html, nothing, type TemplateResult } from 'lit';
import type { ItemView, PhoneView, RequestKind, RequestStage, RequestView } from '../generated/messages';
import { badge } from './badge';
import './countdown';
import { icon } from './icon';
import { box, button, faultBox, fingerprint, host } from './parts';
import type { Send } from './port';
import { counted, text, type Key } from './text';

/** What to do on the phone once it has the request. */
const WAITING: Record<RequestKind, Key> = {
  site: 'stage_waiting',
  any: 'wait_any',
  several: 'wait_several',
  all: 'wait_all',
  create: 'wait_create',
  refreshOne: 'wait_all',
  refreshAll: 'wait_all',
  unlock: 'wait_all',
  backup: 'wait_backup',
  prove: 'wait_prove',
};

/** Something about the login that came. */
type OfHeld = (item: ItemView) => unknown;

const SENTENCES: Record<RequestStage, Key | undefined> = {
  reaching: 'stage_reaching',
  waiting: undefined,
  phoneLocked: 'stage_phone_locked',
  phoneBusy: 'stage_phone_busy',
  unreachable: 'stage_unreachable',
  notAcceptedYet: 'stage_not_accepted',
  finishing: 'stage_finishing',
  done: undefined,
  failed: undefined,
};

/** How many of the three steps (reach, accept, receive) are behind us. */
function stepsDone(stage: RequestStage): number {
  switch (stage) {
    case 'reaching':
    case 'unreachable':
      return 0;
    case 'finishing':
      return 2;
    case 'done':
      return 3;
    default:
      return 1;
  }
}

/**
 * A request to the phone, from its start to its end.
 *
 * `named`: says which phone is asked, where several are linked and nothing else on the screen says so. `code`: what is
 * shown of the one-time code of a login that came.
 */
export function request(view: RequestView, send: Send, named = false, code: OfHeld = () => nothing): TemplateResult {
  return html`<section class="request stack" aria-labelledby="request">
    <h2 id="request" tabindex="-1">${title(view)}</h2>
    ${view.host ? html`<p class="about">${host(view.host, view.registrable)}</p>` : nothing}
    ${named ? asked(view.phone) : nothing}
    ${view.stage === 'failed' ? failed(view, send) : view.stage === 'done' ? done(view, send, code) : running(view, send)}
  </section>`;
}

function asked(phone: PhoneView): TemplateResult {
  return html`<p class="asked small soft">${badge(phone)}<span>${text('request_asked', phone.name)}</span></p>`;
}

function title({ kind, items }: RequestView): string {
  switch (kind) {
    case 'site':
      return text('request_site');
    case 'any':
      return text('request_any');
    case 'several':
      return text('request_several');
    case 'all':
      return text('request_all');
    case 'create':
      return text('request_create');
    case 'refreshOne':
    case 'refreshAll':
      return counted('request_refresh', Math.max(1, items));
    case 'unlock':
      return text('request_unlock');
    case 'backup':
      return text('request_backup');
    case 'prove':
      return text('request_prove');
  }
}

function running(view: RequestView, send: Send): TemplateResult {
  const sentence = view.stage === 'waiting' ? WAITING[view.kind] : SENTENCES[view.stage];
  const calm = ['reaching', 'waiting', 'finishing'].includes(view.stage);
  return html`
    <div class="compare">
      ${fingerprint(view.fingerprint)}
      <p class="small soft">${text('request_compare')}</p>
    </div>
    ${view.phoneShows ? box('warn', 'alert', text('phone_shows', view.phoneShows)) : nothing}
    ${view.interference ? box('warn', 'alert', text('interference')) : nothing}
    ${steps(view.stage)}
    <div role="status">${box(calm ? '' : 'warn', calm ? 'phone' : 'alert', sentence ? text(sentence) : '')}</div>
    <div class="act stack">
      <nk-countdown .since=${view} .leftMs=${view.endsInMs} .totalMs=${view.totalMs}></nk-countdown>
      <div class="pair">
        ${button(text('cancel'), () => send({ type: 'cancelRequest' }))}
        ${button(text('extend'), () => send({ type: 'extendRequest' }), { disabled: !view.canExtend })}
      </div>
    </div>`;
}

function steps(stage: RequestStage): TemplateResult {
  const done = stepsDone(stage);
  const names: Key[] = ['step_reach', 'step_accept', 'step_receive'];
  return html`<ol class="steps small">
    ${names.map((name, at) => html`<li
      class=${at < done ? 'past' : at === done ? 'now' : ''}
      aria-current=${at === done ? 'step' : nothing}
    >${at < done ? icon('check') : html`<i aria-hidden="true"></i>`}<span>${text(name)}</span></li>`)}
  </ol>`;
}

function done(view: RequestView, send: Send, code: OfHeld): TemplateResult {
  return html`
    <div role="status">${box('good', 'check', answered(view))}</div>
    ${view.held ? held(view.held, send, code) : nothing}
    ${view.interference ? box('warn', 'alert', text('interference')) : nothing}
    ${button(text('go_on'), () => send({ type: 'dismissRequest' }), { weight: 'main', wide: true, tall: true })}`;
}

function answered({ kind, received }: RequestView): string {
  switch (kind) {
    case 'unlock':
      return text('unlocked');
    case 'create':
      return text('answered_create');
    case 'refreshOne':
    case 'refreshAll':
      return text('answered_refresh');
    case 'backup':
      return text('answered_backup');
    case 'prove':
      return text('answered_prove');
    default:
      return counted('received', received);
  }
}

/** The login that just came, for a moment: to copy from, or to fill in again. */
function held(item: ItemView, send: Send, code: OfHeld): TemplateResult {
  return html`<div class="held stack">
    <p><bdi class="strong">${item.name || item.host}</bdi><br><bdi class="soft">${item.user}</bdi></p>
    <div class="pair">
      ${button(text('copy_user_short'), () => send({ type: 'copy', item: item.id, field: 'user' }), { disabled: !item.user })}
      ${button(text('copy_password_short'), () => send({ type: 'copy', item: item.id, field: 'password' }))}
    </div>
    ${code(item)}
    ${button(text('fill_here'), () => send({ type: 'fill', item: item.id }), { wide: true, icon: 'fill' })}
    <p class="small soft">${text('held_hint')}</p>
  </div>`;
}

function failed(view: RequestView, send: Send): TemplateResult {
  return html`
    ${view.fault ? faultBox(view.fault) : nothing}
    ${view.interference ? box('warn', 'alert', text('interference')) : nothing}
    ${button(text('repeat'), () => send({ type: 'repeatRequest' }), {
      weight: 'main', wide: true, tall: true, icon: 'repeat',
    })}
    ${button(text('dismiss'), () => send({ type: 'dismissRequest' }), { wide: true })}`;
}
