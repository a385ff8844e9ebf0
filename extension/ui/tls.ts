import { html, type TemplateResult } from 'lit';
import { text, type Key } from './text';

const POINTS: Key[] = ['passwork_tls_authority', 'passwork_tls_name', 'passwork_tls_date', 'passwork_tls_network'];

/** What a secure connection needs, point by point: browsers do not say which one is missing. `level`: of its heading. */
export function needed(level: number): TemplateResult {
  return html`<div class="frame stack close">
    <p class="strong" role="heading" aria-level=${level}>${text('passwork_tls')}</p>
    <ul class="clear">${POINTS.map((point) => html`<li>${text(point)}</li>`)}</ul>
    <p class="small soft">${text('passwork_tls_root')}</p>
  </div>`;
}
