import { html, nothing, type TemplateResult } from 'lit';
import type { CopyField, DetailView, FileView, ItemView, PopupScreen } from '../generated/messages';
import { badge } from '../ui/badge';
import { box, button, iconButton } from '../ui/parts';
import { day, size, text, type Key } from '../ui/text';
import type { ItemDesk } from './desk';
import { earlier } from './earlier';
import { asked, DOTS, heading } from './item-parts';
import './move';
import { pathView } from './path';
import { otherPlaces } from './places';
import { secretOf } from './seen';
import { share } from './share';
import { addressOf, websites } from './website';

/**
 * Everything about one item, in the place of the list. `code`: its one-time code while it is seen, or the button for it.
 */
export function itemPanel(desk: ItemDesk, screen: PopupScreen, code: (item: ItemView) => unknown): TemplateResult {
  const { item, detail } = desk;
  if (!item) return html``;
  if (desk.earlier) return earlier(desk, item);
  if (detail && desk.acts.doing === 'share') return share(desk, detail);
  if (detail && desk.acts.doing === 'move') return html`<nk-item-move .desk=${desk} .screen=${screen} .detail=${detail}></nk-item-move>`;
  const favourite = detail && desk.acts.isFavourite(detail);
  return html`<section class="panel of-item stack" aria-labelledby="item-title" @keydown=${escape(desk)}>
    ${heading('item-title', item.name || text('item_unnamed'), () => desk.close(), html`
      ${favourite === undefined ? nothing : iconButton('star', text('item_favourite'), () => desk.mark(), true, favourite)}
      ${detail?.editable ? iconButton('pen', text('item_edit'), () => desk.edit()) : nothing}`)}
    ${from(screen, item, detail)}
    ${marks(item, detail)}
    ${screen.page.form !== 'notAPage' && (detail || desk.isWaiting)
      ? html`<div class="under-way">
          ${button(text('item_fill'), () => desk.fill(), { weight: 'main', wide: true, icon: 'fill' })}
          ${desk.isFilling ? bar() : nothing}
        </div>`
      : nothing}
    <p class="sr" role="status">${desk.isUnderWay ? text('item_fetching', item.name) : ''}</p>
    ${detail ? parts(desk, detail, code) : loading(desk)}
    ${detail ? actions(desk, screen, detail) : nothing}
  </section>`;
}

function escape(desk: ItemDesk): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    if (desk.asked) desk.ask(undefined);
    else if (!desk.leaveSlow()) desk.close();
  };
}

/** Most items are there at once; some are fetched from their server first. */
function loading(desk: ItemDesk): TemplateResult {
  const slow = desk.isSlow('detail');
  return html`<p class="soft small" role="status">${slow ? text('item_loading') : ''}</p>
    ${slow ? bar() : nothing}
    ${desk.isWaiting ? nothing : button(text('change_again'), () => desk.again(), { wide: true, icon: 'repeat' })}`;
}

/** Something is on its way. */
function bar(): TemplateResult {
  return html`<div class="busy" aria-hidden="true"></div>`;
}

/** The source, and the vault with its folders. */
function from({ sources }: PopupScreen, item: ItemView, detail: DetailView | undefined): unknown {
  const source = sources.find(({ id }) => id === item.source);
  const vault = detail?.vault || item.place;
  if (!source) return nothing;
  return html`<p class="small soft from">${badge(source)}<span><bdi>${source.name}</bdi>${vault
    ? html` · <span class="sr">${text('item_in', vault)}</span><span aria-hidden="true">${pathView(vault)}</span>`
    : nothing}</span></p>`;
}

/** What must be known before it is used. */
function marks(item: ItemView, detail: DetailView | undefined): unknown {
  const { expiresAtMs = 0, compromised, damaged, shared, editable } = detail ?? {};
  const warnings = [
    item.gone && text('item_gone'),
    compromised && text('item_compromised'),
    expiresAtMs > 0 && expiresAtMs <= Date.now() && text('item_expired', day(expiresAtMs)),
    damaged && text('item_damaged'),
  ].filter((warning) => typeof warning === 'string');
  return [
    warnings.length > 0 ? box('warn', 'alert', warnings.map((warning) => html`<p>${warning}</p>`)) : nothing,
    shared ? box('', 'user', text(editable ? 'item_shared' : 'item_shared_fixed'))
      : editable === false && !damaged ? box('', 'lock', text('item_fixed')) : nothing,
  ];
}

function parts(desk: ItemDesk, detail: DetailView, code: (item: ItemView) => unknown): TemplateResult {
  const { item, email, tags, fields, files } = detail;
  const sites = websites(detail.website);
  return html`<dl class="parts">
      ${item.user ? open(desk, text('item_user'), item.user, 'user') : nothing}
      ${detail.hasPassword ? hidden(desk, text('item_password'), 'password') : nothing}
      ${email && email !== item.user ? open(desk, text('item_email'), email, 'email') : nothing}
      ${sites.length > 0 ? part(text(sites.length > 1 ? 'item_websites' : 'item_website'), html`<ul>${sites.map(site)}</ul>`) : nothing}
      ${detail.hasNote ? hidden(desk, text('item_note'), 'note') : nothing}
      ${fields.map(({ label, value, hidden: secret }, at) => secret
        ? hidden(desk, label || text('item_field_unnamed'), { custom: at })
        : open(desk, label || text('item_field_unnamed'), value, { custom: at }))}
      ${tags.length > 0
        ? part(text('item_tags'), html`<ul class="tags">${tags.map((tag) => html`<li><bdi>${tag}</bdi></li>`)}</ul>`)
        : nothing}
      ${files.length > 0
        ? part(text('item_files'), html`<ul>${files.map((one, at) => file(desk, one, at))}</ul>`)
        : nothing}
    </dl>
    ${code(item)}
    ${dates(detail)}`;
}

/** A part with its name above it; `slow`: it is on its way. */
function part(name: string, value: unknown, acts: unknown = nothing, slow = false): TemplateResult {
  return html`<div>
    <dt class="small soft"><bdi>${name}</bdi></dt>
    <dd class="row tight under-way"><div class="grow value">${value}</div>${acts}${slow ? bar() : nothing}</dd>
  </div>`;
}

function open(desk: ItemDesk, name: string, value: string, field: CopyField): TemplateResult {
  return part(name, value ? html`<bdi class="lines">${value}</bdi>` : html`<span class="soft">${text('item_none')}</span>`,
    value ? iconButton('copy', text('item_copy', name), () => desk.copy(field)) : nothing, desk.isFetchingSecret(field));
}

/** A secret: dots, until it is to be seen. */
function hidden(desk: ItemDesk, name: string, field: CopyField): TemplateResult {
  const shown = desk.secrets.get(secretOf(field));
  return part(
    name,
    shown === undefined
      ? html`<span aria-hidden="true" class="dots">${DOTS}</span><span class="sr" role="status">${text(
          desk.isSlow(secretOf(field)) ? 'item_coming' : 'item_hidden')}</span>`
      : html`<span tabindex="0" class="lines shown ${field === 'note' ? '' : 'mono'}" dir=${field === 'note' ? 'auto' : 'ltr'} role="status">${shown}</span>`,
    html`${iconButton(shown === undefined ? 'eye' : 'close', text(shown === undefined ? 'item_show' : 'item_hide', name), () => desk.reveal(field))}
      ${iconButton('copy', text('item_copy', name), () => desk.copy(field))}`,
    desk.isFetchingSecret(field),
  );
}

/** A website as text; a button opens it, where it is an address. */
function site(website: string): TemplateResult {
  const address = addressOf(website);
  return html`<li class="row tight">
    <span class="grow"><bdi dir="ltr" class="lines">${website}</bdi></span>
    ${address
      ? iconButton('globe', text('item_open_site', address.host), () => void chrome.tabs.create({ url: address.href }))
      : nothing}
  </li>`;
}

function file(desk: ItemDesk, one: FileView, at: number): TemplateResult {
  const fetching = desk.isFetching(one);
  return html`<li class="row tight">
    <span class="grow"><bdi class="lines">${one.name || text('item_field_unnamed')}</bdi>
      <span class="small soft" role="status">${fetching ? text('item_file_saving') : one.size > 0 ? size(one.size) : nothing}</span></span>
    ${fetching ? nothing : iconButton('download', text('item_save_file', one.name), () => desk.getFile(one, at))}
  </li>`;
}

function dates({ createdAtMs, changedAtMs, expiresAtMs }: DetailView): unknown {
  const all: Array<[number, Key]> = [
    [createdAtMs, 'item_created'],
    [changedAtMs, 'item_changed'],
    [expiresAtMs > Date.now() ? expiresAtMs : 0, 'item_expires'],
  ];
  const said = all.filter(([at]) => at > 0).map(([at, says]) => text(says, day(at)));
  return said.length > 0 ? html`<p class="small soft">${said.join(' · ')}</p>` : nothing;
}

function actions(desk: ItemDesk, screen: PopupScreen, detail: DetailView): unknown {
  const { item, editable, hasRevisions, lives, movable, vault } = detail;
  const canMove = movable && otherPlaces(screen, item, vault).length > 0;
  const kind = screen.sources.find(({ id }) => id === item.source)?.kind;
  // Passwork has no way back that we could offer.
  const sure: Key = kind === 'passwork' ? 'item_bin_ask_passwork' : 'item_bin_ask';
  return html`<div class="pair">
      ${editable ? button(text('item_edit'), () => desk.edit(), { icon: 'pen' }) : nothing}
      ${hasRevisions ? button(text('item_earlier'), () => desk.showEarlier(true), { icon: 'clock' }) : nothing}
      ${lives.length > 0 ? button(text('item_share'), () => desk.do('share'), { icon: 'share' }) : nothing}
      ${canMove ? button(text('item_move'), () => desk.do('move'), { icon: 'move', disabled: screen.change !== null }) : nothing}
    </div>
    ${!editable
      ? nothing
      : desk.asked === 'bin'
        ? asked('bin', text(sure, item.name || text('item_unnamed')), 'item_bin_no', 'item_bin_yes', (yes) => yes ? desk.bin() : desk.ask(undefined))
        : button(text('item_bin'), () => desk.ask('bin'), { weight: 'danger', wide: true, icon: 'forget' })}`;
}
