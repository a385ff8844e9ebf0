import { html, nothing, type TemplateResult } from 'lit';
import type { LinkScreen, PhoneView } from '../generated/messages';
import { art } from '../ui/art';
import { badge } from '../ui/badge';
import { box, button } from '../ui/parts';
import type { Send } from '../ui/port';
import { day, text, type Key } from '../ui/text';

/** What the first step is told beside the screen. */
export interface Choice {
  /** The phone that is about to be linked again. */
  again: PhoneView | undefined;
  choose(phone: PhoneView | undefined): void;
}

/** The first step: a new phone, or one of the linked ones again. */
export function start(screen: LinkScreen, choice: Choice, send: Send): TemplateResult {
  return choice.again ? once(choice.again, choice, send) : fresh(screen, choice, send);
}

function fresh({ phones }: LinkScreen, choice: Choice, send: Send): TemplateResult {
  const points: Key[] = ['link_point_scan', 'link_point_address', 'link_point_compare'];
  return html`<section class="card narrow stack">
      ${art('link')}
      <h1 tabindex="-1">${text(phones.length > 0 ? 'link_another_heading' : 'link_heading')}</h1>
      <p>${text('link_intro')}</p>
      <ol class="points">
        ${points.map((point, at) => html`<li><span class="dot" aria-hidden="true">${at + 1}</span>${text(point)}</li>`)}
      </ol>
      ${phones.length > 0 ? box('', 'phone', text('link_beside')) : nothing}
      ${button(text('link_start'), () => send({ type: 'startLink', again: null }), {
        weight: 'main', tall: true, wide: true,
      })}
      <p class="small soft">${text('link_private')}</p>
      <p class="small center"><a href="../connect/connect.html">${text('server_or_connect')}</a></p>
    </section>
    ${phones.length > 0 ? linked(phones, choice) : nothing}`;
}

function linked(phones: PhoneView[], choice: Choice): TemplateResult {
  return html`<section class="card narrow stack" aria-labelledby="linked">
    <h2 id="linked">${text('link_again_list')}</h2>
    <p class="soft">${text('link_again_when')}</p>
    <ul class="linked">
      ${phones.map((phone) => html`<li>
        ${badge(phone)}
        <div class="grow">
          <p><bdi class="strong">${phone.name}</bdi>
            ${phone.name === phone.id ? nothing : html`<bdi class="mono small soft" dir="ltr">${phone.id}</bdi>`}</p>
          <p class="small soft">${text('linked_on', day(phone.linkedAtMs))}</p>
        </div>
        <button
          type="button" class="button" aria-label=${text('link_again_of', phone.name)}
          @click=${() => choice.choose(phone)}
        >${text('link_again')}</button>
      </li>`)}
    </ul>
  </section>`;
}

/** What to know before a phone is linked again. */
function once(phone: PhoneView, choice: Choice, send: Send): TemplateResult {
  return html`<section class="card narrow stack" @keydown=${(event: KeyboardEvent) => {
    if (event.key === 'Escape') choice.choose(undefined);
  }}>
    ${art('link')}
    <h1 tabindex="-1">${text('link_again_heading', phone.name)}</h1>
    ${box('warn', 'phone', text('link_again_first', phone.id))}
    <p>${text('link_again_keeps')}</p>
    ${button(text('link_start'), () => send({ type: 'startLink', again: phone.id }), {
      weight: 'main', tall: true, wide: true,
    })}
    ${button(text('back'), () => choice.choose(undefined), { wide: true })}
    <p class="small soft">${text('link_private')}</p>
  </section>`;
}
