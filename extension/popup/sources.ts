import { html, nothing, type TemplateResult } from 'lit';
import type { AccountView, ItemView, PopupScreen, SourceView } from '../generated/messages';
import { badge } from '../ui/badge';
import { icon } from '../ui/icon';
import { iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { digits, faultText, recently, text } from '../ui/text';
import { BETWEEN, placePath } from './places';

/** What is put right in the options, where it is said how; to fetch again would end in the same. */
const IN_OPTIONS: ReadonlySet<string> = new Set([
  'serverNoPermission', 'passworkKeyRefused', 'passworkTokenExpired', 'passworkTwoFactor', 'passworkMasterWrong', 'passworkEncryptionGone',
]);

/** What a row says of where its login comes from. */
export interface Origin {
  source: SourceView | undefined;
  /** There are several, to be told apart by their badges. */
  several: boolean;
  /** The vault it lies in, with its folders, where its account has several places and the list shows more than one. */
  place: string;
}

/** Where a login comes from. */
export function originOf({ sources, accounts, browsed }: PopupScreen, item: ItemView): Origin {
  const account = accounts.find(({ source }) => source.id === item.source);
  // What the whole list is narrowed to needs not be said in every row.
  const here = browsed?.source === item.source && placePath({ sources }, browsed) === item.place;
  return {
    source: sources.find(({ id }) => id === item.source),
    several: sources.length > 1,
    place: account && !here && (account.vaults.length > 1 || item.place.includes(BETWEEN)) ? item.place : '',
  };
}

/** How old the logins of the accounts are, each with a way to fetch them anew. */
export function accountLines({ accounts }: PopupScreen, send: Send): TemplateResult | typeof nothing {
  if (accounts.length === 0) return nothing;
  return html`<ul class="syncs small soft" aria-label=${text('sync_list')}>
    ${accounts.map((account) => line(account, accounts.length > 1, send))}
  </ul>`;
}

function line(account: AccountView, badged: boolean, send: Send): TemplateResult {
  const { source, sync } = account;
  const running = sync.type === 'fetching' || sync.type === 'opening';
  const failed = sync.type === 'failed' ? sync.fault : undefined;
  return html`<li class=${failed ? 'failed' : ''}>
    ${failed ? icon('alert') : badged ? badge(source) : nothing}
    <span class="grow" role="status"><bdi>${source.name}</bdi>: ${says(account)}${failed
      ? html`<br>${faultText(failed)}`
      : nothing}</span>
    ${failed && IN_OPTIONS.has(failed.key)
      ? html`<button type="button" class="button plain slim" @click=${openAccounts}>${text('sync_see')}</button>`
      : running
        ? nothing
        : iconButton('repeat', text('sync_now_of', source.name), () => send({ type: 'sync', source: source.id }))}
  </li>`;
}

/** Where it stands, in few words. */
function says({ sync, syncedAtMs }: AccountView): string {
  switch (sync.type) {
    case 'fetching':
      return text('sync_fetching');
    case 'opening':
      return text('sync_opening', digits(sync.done), digits(sync.total));
    default:
      return syncedAtMs > 0 ? text('sync_fetched', recently(syncedAtMs)) : text('sync_never');
  }
}

/** The browser asks for permissions in a page: the popup may close while it does. */
function openAccounts(): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL('options/options.html#accounts') });
}
