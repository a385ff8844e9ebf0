import { html, nothing, type TemplateResult } from 'lit';
import type { CopyField, ItemView, PhoneView } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { iconButton } from '../ui/parts';
import { ago, text } from '../ui/text';

/** What a row is told about the list it is in. */
export interface RowPlace {
  index: number;
  active: boolean;
  /** Whether the login is for exactly the page's host. */
  here: boolean;
  /** Whether there is a page to fill. */
  fillable: boolean;
  /** The phone it came from, if there are several. */
  phone: PhoneView | undefined;
  fill(): void;
  copy(field: CopyField): void;
  code(): void;
  refresh(): void;
  forget(): void;
}

/** One login. Only the buttons of the active row are in the tab order. */
export function row(item: ItemView, place: RowPlace): TemplateResult {
  const { active, fillable, phone } = place;
  // A login for this very host needs no host; for all others the host is what matters most.
  const under = (place.here ? [item.user] : [item.host, item.user]).filter(Boolean);
  const own = (act: () => void) => (event: Event) => {
    event.stopPropagation();
    act();
  };
  return html`<div
    role="row"
    class="item ${active ? 'active' : ''} ${fillable ? 'fillable' : ''}"
    aria-rowindex=${place.index + 1}
    aria-selected=${active}
    @click=${place.fill}
  >
    <div role="gridcell" class="who" id="login-${place.index}">
      <span class="initial" aria-hidden="true">${initial(item.name)}</span>
      <span class="words">
        <span class="name"><bdi>${item.name}</bdi></span>
        <span class="under small soft">
          ${phone ? html`${badge(phone)}<span class="sr">${text('from_phone', phone.name)} · </span>` : nothing}
          ${item.gone ? html`<span class="gone">${text('gone')}</span>${under.length > 0 ? ' · ' : nothing}` : nothing}
          ${under.map((part, at) => html`${at > 0 ? ' · ' : nothing}<bdi>${part}</bdi>`)}
        </span>
      </span>
      <span class="age small ${item.stale ? 'stale' : ''}" title=${text('fetched', ago(item.fetchedAtMs))}>
        ${item.stale ? icon('clock') : nothing}${ago(item.fetchedAtMs, 'narrow')}
        ${item.stale ? html`<span class="sr">${text('stale')}</span>` : nothing}
      </span>
    </div>
    <div role="gridcell" class="does">
      ${fillable ? iconButton('fill', text('fill', item.name), own(place.fill), active) : nothing}
      ${item.user ? iconButton('user', text('copy_user', item.name), own(() => place.copy('user')), active) : nothing}
      ${iconButton('key', text('copy_password', item.name), own(() => place.copy('password')), active)}
      ${item.hasCode ? iconButton('code', text('code_show', item.name), own(place.code), active) : nothing}
      ${iconButton('repeat', text('refresh_item', item.name), own(place.refresh), active)}
      ${iconButton('forget', text('forget', item.name), own(place.forget), active)}
    </div>
  </div>`;
}

function initial(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? '•';
}
