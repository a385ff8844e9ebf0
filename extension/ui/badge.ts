import { html, type TemplateResult } from 'lit';
import type { SourceView } from '../generated/messages';

/** The sign of a source, beside its name: what is read out is the name. */
export function badge({ short, colour }: Pick<SourceView, 'short' | 'colour'>): TemplateResult {
  return html`<span class="badge" data-colour=${colour} aria-hidden="true">${short}</span>`;
}
