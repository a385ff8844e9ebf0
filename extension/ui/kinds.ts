import type { SourceKind } from '../generated/messages';
import type { Key } from './text';

/** A kind of server. */
export type ServerKind = Exclude<SourceKind, 'phone'>;

/** In the order in which they are offered. */
export const KINDS: readonly ServerKind[] = ['passman', 'passwork'];

/** What each kind is called. */
export const NAMES: Record<ServerKind, Key> = { passman: 'source_passman', passwork: 'source_passwork' };

/** Opens the page that connects a server: at the choice, or at one kind. */
export function openConnect(kind?: ServerKind): void {
  void chrome.tabs.create({ url: chrome.runtime.getURL(`connect/connect.html${kind ? `#${kind}` : ''}`) });
}
