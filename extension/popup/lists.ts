import { html, nothing } from 'lit';
import type { ListKind, ListView, PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon, type IconName } from '../ui/icon';
import { digits, text } from '../ui/text';
import { LISTS } from './place-tree';

/** Their drawings. */
export const DRAWINGS: Record<ListKind, IconName> = { favourites: 'star', recent: 'clock' };

/** What servers list apart, one press away while nothing else is looked for. */
export function lists({ lists: all, sources, browsed, search }: PopupScreen, choose: (list: ListView) => void): unknown {
  if (all.length === 0 || browsed || search) return nothing;
  const several = new Set(all.map(({ source }) => source)).size > 1;
  return html`<ul class="lists small" aria-label=${text('lists_title')}>
    ${all.map((list) => {
      const source = several ? sources.find(({ id }) => id === list.source) : undefined;
      return html`<li><button type="button" class="chip" @click=${() => choose(list)}>
        ${source ? html`${badge(source)}<span class="sr">${text('from_source', source.name)} · </span>` : nothing}
        ${icon(DRAWINGS[list.kind])}<span>${text(LISTS[list.kind])}</span><span class="soft">${digits(list.items)}</span>
      </button></li>`;
    })}
  </ul>`;
}

/** The name of the list that the logins are narrowed to; nothing if it is none. */
export function listName({ lists: all, browsed }: PopupScreen): string | undefined {
  const list = all.find(({ source, place }) => source === browsed?.source && place === browsed.vault);
  return list && text(LISTS[list.kind]);
}
