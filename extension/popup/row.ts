import { html, nothing, type TemplateResult } from 'lit';
import type { CopyField, ItemView } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { iconButton } from '../ui/parts';
import { ago, text } from '../ui/text';
import { lastOf } from './places';
import type { Origin } from './sources';

/** What a row is told about the list it is in. */
export interface RowPlace {
  index: number;
  active: boolean;
  /** Whether the login is for exactly the page's host. */
  here: boolean;
  /** Whether there is a page to fill. */
  fillable: boolean;
  from: Origin;
  /** Something of it is on its way from a server. */
  fetching: boolean;
  fill(): void;
  copy(field: CopyField): void;
  code(): void;
  details(): void;
  refresh(): void;
  forget(): void;
}

/** One login. Only the buttons of the active row are in the tab order. */
export function row(item: ItemView, place: RowPlace): TemplateResult {
  const { active, fillable } = place;
  const { source, several, place: vault } = place.from;
  const server = source !== undefined && source.kind !== 'phone';
  // A login for this very host needs no host; for all others the host is what matters most.
  const under = (place.here ? [item.user] : [item.host, item.user]).filter(Boolean);
  const parts = [
    ...(item.gone ? [html`<span class="gone">${text(server ? 'gone_server' : 'gone')}</span>`] : []),
    ...under.map((part) => html`<bdi>${part}</bdi>`),
    ...(item.unopened ? [html`<i class="unopened">${text('unopened')}</i>`] : []),
    ...(vault ? [html`<span class="vault" title=${vault}><span class="sr">${vault}</span><bdi aria-hidden="true">${lastOf(vault)}</bdi></span>`] : []),
  ];
  const own = (act: () => void) => (event: Event) => {
    event.stopPropagation();
    act();
  };
  return html`<div
    role="row"
    class="item ${active ? 'active' : ''} ${fillable || source?.can.edit ? 'fillable' : ''}"
    aria-rowindex=${place.index + 1}
    aria-selected=${active}
    @click=${!fillable && source?.can.edit ? place.details : place.fill}
  >
    <div role="gridcell" class="who" id="login-${place.index}">
      <span class="initial" aria-hidden="true">${initial(item.name)}</span>
      <span class="words">
        <span class="name"><bdi>${item.name}</bdi></span>
        <span class="under small soft">
          ${several && source
            ? html`${badge(source)}<span class="sr">${text('from_source', source.name)} · </span>`
            : nothing}
          ${parts.map((part, at) => html`${at > 0 ? ' · ' : nothing}${part}`)}
        </span>
      </span>
      ${server ? nothing : age(item)}
    </div>
    <div role="gridcell" class="does">
      ${fillable ? iconButton('fill', text('fill', item.name), own(place.fill), active) : nothing}
      ${item.user ? iconButton('user', text('copy_user', item.name), own(() => place.copy('user')), active) : nothing}
      ${iconButton('key', text('copy_password', item.name), own(() => place.copy('password')), active)}
      ${item.hasCode ? iconButton('code', text('code_show', item.name), own(place.code), active) : nothing}
      ${source?.can.edit ? iconButton('more', text('item_details', item.name), own(place.details), active) : nothing}
      ${source?.can.refreshItem
        ? iconButton('repeat', text('refresh_item', item.name), own(place.refresh), active)
        : nothing}
      ${source?.can.forget || item.gone ? iconButton('forget', text('forget', item.name), own(place.forget), active) : nothing}
    </div>
    ${place.fetching ? html`<div role="presentation" class="busy"></div>` : nothing}
  </div>`;
}

/** When it came from the phone; logins of an account are all of one age, which is said under the list. */
function age(item: ItemView): TemplateResult {
  return html`<span class="age small ${item.stale ? 'stale' : ''}" title=${text('fetched', ago(item.fetchedAtMs))}>
    ${item.stale ? icon('clock') : nothing}${ago(item.fetchedAtMs, 'narrow')}
    ${item.stale ? html`<span class="sr">${text('stale')}</span>` : nothing}
  </span>`;
}

function initial(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? '•';
}
