import { html, nothing, type TemplateResult } from 'lit';
import type { FaultView } from '../generated/messages';
import { icon, type IconName } from './icon';
import { faultText, text } from './text';

/** What a button is for decides how strong it looks. */
export type Weight = 'main' | 'even' | 'plain' | 'danger';

/** How a button differs from an even one. */
export interface ButtonLook {
  weight?: Weight;
  icon?: IconName;
  /** Takes the whole line. */
  wide?: boolean;
  /** Taller than the others: the one thing to do on this screen. */
  tall?: boolean;
  disabled?: boolean;
}

/** A button with words. */
export function button(label: string, press: () => void, look: ButtonLook = {}): TemplateResult {
  const names = ['button', look.weight ?? 'even', look.wide ? 'wide' : '', look.tall ? 'tall' : ''].join(' ').trim();
  return html`<button type="button" class=${names} ?disabled=${look.disabled ?? false} @click=${press}>
    ${look.icon ? icon(look.icon) : nothing}<span>${label}</span>
  </button>`;
}

/** A button with a drawing; its name is read out and shown when pointed at. With `pressed` it is one that stays pressed. */
export function iconButton(name: IconName, label: string, press: (event: Event) => void, reachable = true, pressed?: boolean): TemplateResult {
  return html`<button
    type="button"
    class="button icon"
    aria-label=${label}
    aria-pressed=${pressed === undefined ? nothing : pressed}
    title=${label}
    tabindex=${reachable ? 0 : -1}
    @click=${press}
  >${icon(name)}</button>`;
}

/** A full host; the part that says who it is stands out. */
export function host(full: string, registrable: string): TemplateResult {
  const start = registrable && full.endsWith(registrable) ? full.length - registrable.length : 0;
  return html`<bdi class="host" dir="ltr">${labels(full.slice(0, start))}<strong>${labels(full.slice(start))}</strong></bdi>`;
}

/** The labels of a host, so that a line ends between them and not at a hyphen. */
function labels(part: string): TemplateResult[] {
  return part.split(/(?<=\.)/).map((label) => html`<span>${label}</span>`);
}

/** An address in parts, so that a line ends between them and not at a hyphen: what is cut there can be mistaken for another name. */
export function pieces(address: string): TemplateResult[] {
  return address.split(/(?<=\.|[^/:]\/)/).map((part) => html`<span class="piece">${part}</span>`);
}

/** Letters to compare with the phone's, in groups for the eye and one by one for the ear. */
export function fingerprint(letters: string, large = false): TemplateResult {
  const spelled = letters.split('-').map((group) => [...group].join(' ')).join(', ');
  const groups = letters.split('-').map((group, at) => html`${at > 0 ? '-' : nothing}<b>${group}</b>`);
  return html`<div class="fingerprint ${large ? 'large' : ''}" dir="ltr">
    <span class="sr">${text('fingerprint_spelled', spelled)}</span>
    ${groups.map((group) => html`<span aria-hidden="true">${group}</span>`)}
  </div>`;
}

/** A box with a drawing and a sentence. */
export function box(kind: 'warn' | 'fault' | 'good' | '', name: IconName, content: unknown): TemplateResult {
  return html`<div class="box ${kind}">${icon(name)}<div class="grow">${content}</div></div>`;
}

/** What went wrong, in a sentence, with a code for reports that can be copied. */
export function faultBox(fault: FaultView): TemplateResult {
  return html`<div role="alert">
    ${box('fault', 'alert', html`
      <p>${faultText(fault)}</p>
      <button
        type="button"
        class="code"
        aria-label=${text('copy_code', fault.code)}
        title=${text('copy_code', fault.code)}
        @click=${() => navigator.clipboard.writeText(fault.code)}
      >${fault.code}</button>`)}
  </div>`;
}

/** A sentence that is read out when it changes; it is there even when empty. */
export function status(sentence: string, look = ''): TemplateResult {
  return html`<p role="status" class=${look}>${sentence}</p>`;
}
