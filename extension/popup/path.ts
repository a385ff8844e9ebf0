import { html, nothing, type TemplateResult } from 'lit';
import { BETWEEN, lastOf } from './places';

/** A vault with its folders. Each name stands for itself: one that is written from the right turns none of the others. */
export function pathView(path: string): TemplateResult {
  return html`${path.split(BETWEEN).map((name, at) => html`${at > 0 ? BETWEEN : nothing}<bdi>${name}</bdi>`)}`;
}

/** In one line: what it all lies in gives way first. */
export function pathLine(path: string): TemplateResult {
  const last = lastOf(path);
  const above = path.endsWith(`${BETWEEN}${last}`) ? path.slice(0, -last.length - BETWEEN.length) : '';
  if (!above) return html`<span class="path-line"><span>${pathView(path)}</span></span>`;
  return html`<span class="path-line"><span>${pathView(above)}</span><span>${BETWEEN}<bdi>${last}</bdi></span></span>`;
}
