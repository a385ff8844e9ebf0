import { html, nothing, type TemplateResult } from 'lit';
import type { ServerView } from '../generated/messages';
import { pieces } from '../ui/parts';
import { text } from '../ui/text';

/** The whole address, as a browser would take it. */
export function url({ address, plain }: ServerView): string {
  return `${plain ? 'http' : 'https'}://${address}`;
}

/** The whole address, for people; without encryption it says so. */
export function server(view: ServerView): TemplateResult {
  return html`<bdi class="mono" dir="ltr">${pieces(url(view))}</bdi>
    ${view.plain ? html`<span class="mark small">${text('server_plain')}</span>` : nothing}`;
}

/** Opens an address of the web in a tab; nothing else that a server may have sent. */
export function openTab(address: string): void {
  if (/^https?:\/\//i.test(address)) void chrome.tabs.create({ url: address });
}
