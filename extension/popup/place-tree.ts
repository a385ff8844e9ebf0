import type { AccountView, ListKind, PlaceView, PopupScreen } from '../generated/messages';
import { language, text, type Key } from '../ui/text';
import { BETWEEN, placePath } from './places';

/** A vault or a folder, or an account with all that is in it. */
export interface PlaceNode {
  /** Different for all of them. */
  key: string;
  source: string;
  /** As `PlaceView.vault`; empty for an account. */
  place: string;
  /** It is no place, but a list of the server's. */
  list?: ListKind;
  /** Its own name, without what it lies in. May be empty. */
  label: string;
  /** Its name with what it lies in. */
  path: string;
  /** How many items are in it and below it, where that is known. */
  count: number | undefined;
  inside: PlaceNode[];
}

/**
 * The vaults and folders of all accounts. With several accounts these are the roots, with one its vaults are.
 *
 * Every place of an account is there exactly once. What belongs together is told by ids as far as these go (a folder's
 * id begins with that of its vault), and by names below: a folder lies in the nearest one of the same vault whose path is the
 * beginning of its own. So vaults of the same name stay apart, a folder with ` / ` in its name is one folder, and one
 * whose parent is not known lies in the vault with the rest of its path as its name.
 */
export function placeTree({ places, sources, accounts, lists }: Pick<PopupScreen, 'places' | 'sources' | 'accounts' | 'lists'>): PlaceNode[] {
  const roots = sources.filter(({ kind }) => kind !== 'phone').map((source): PlaceNode => {
    const own = places.filter((place) => place.source === source.id && place.vault !== '');
    const account = accounts.find((one) => one.source.id === source.id);
    return {
      key: source.id, source: source.id, place: '', label: source.name, path: source.name,
      count: account && account.vaults.length > 0 ? account.vaults.reduce((sum, { items }) => sum + items, 0) : undefined,
      inside: [...listsOf(source.id, lists), ...vaultsOf(own, sources, account)],
    };
  }).filter(({ inside }) => inside.length > 0);
  return roots.length > 1 ? sorted(roots) : roots[0]?.inside ?? [];
}

/** What a server lists apart is called like this. */
export const LISTS: Record<ListKind, Key> = { favourites: 'list_favourites', recent: 'list_recent' };

function listsOf(source: string, lists: PopupScreen['lists']): PlaceNode[] {
  return lists.filter((list) => list.source === source).map(({ kind, place, items }): PlaceNode => {
    const label = text(LISTS[kind]);
    return { key: `${source}/${place}`, source, place, list: kind, label, path: label, count: items, inside: [] };
  });
}

function vaultsOf(own: PlaceView[], sources: PopupScreen['sources'], account: AccountView | undefined): PlaceNode[] {
  const node = (place: PlaceView): PlaceNode => {
    const path = placePath({ sources }, place);
    return { key: `${place.source}/${place.vault}`, source: place.source, place: place.vault, label: path, path, count: undefined, inside: [] };
  };
  const vaults = new Map<string, PlaceNode>();
  for (const place of own) if (!place.vault.includes('/')) vaults.set(place.vault, counted(node(place), account));
  const folders = new Map<string, PlaceNode[]>();
  const orphans: PlaceNode[] = [];
  for (const place of own) {
    if (!place.vault.includes('/')) continue;
    const vault = place.vault.slice(0, place.vault.indexOf('/'));
    if (vaults.has(vault)) folders.set(vault, [...(folders.get(vault) ?? []), node(place)]);
    else orphans.push(node(place));
  }
  for (const [id, inside] of folders) {
    const vault = vaults.get(id);
    if (vault) nest(vault, inside);
  }
  return sorted([...vaults.values(), ...orphans]);
}

/** Puts the folders of a vault into each other. */
function nest(vault: PlaceNode, folders: PlaceNode[]): void {
  const byPath = new Map<string, PlaceNode>([[vault.path, vault]]);
  for (const folder of folders) if (!byPath.has(folder.path)) byPath.set(folder.path, folder);
  for (const folder of folders) {
    let at = folder.path.lastIndexOf(BETWEEN);
    while (at > 0 && !byPath.has(folder.path.slice(0, at))) at = folder.path.lastIndexOf(BETWEEN, at - 1);
    const parent = (at > 0 && byPath.get(folder.path.slice(0, at))) || vault;
    const above = `${parent.path}${BETWEEN}`;
    folder.label = folder.path.startsWith(above) ? folder.path.slice(above.length) : folder.path;
    parent.inside.push(folder);
  }
  for (const node of [vault, ...folders]) node.inside = sorted(node.inside);
}

/** Accounts count by the names of their vaults: a name that two of them have says nothing. */
function counted(vault: PlaceNode, account: AccountView | undefined): PlaceNode {
  const named = account?.vaults.filter(({ name }) => name === vault.path) ?? [];
  return named.length === 1 ? { ...vault, count: named[0]?.items } : vault;
}

function sorted(nodes: PlaceNode[]): PlaceNode[] {
  const { compare } = new Intl.Collator(language(), { numeric: true, sensitivity: 'base' });
  return nodes.toSorted((one, other) => compare(one.label, other.label) || compare(one.key, other.key));
}

/** A place that is seen, and where it stands among its like. */
export interface PlaceRow {
  node: PlaceNode;
  /** From 1. */
  level: number;
  /** From 1. */
  position: number;
  of: number;
  /** Key of what it lies in. */
  above: string | undefined;
}

/** The places that are seen when those with the keys in `open` show what is in them, from the top down. */
export function placeRows(nodes: readonly PlaceNode[], open: ReadonlySet<string>, level = 1, above?: string): PlaceRow[] {
  return nodes.flatMap((node, at): PlaceRow[] => [
    { node, level, position: at + 1, of: nodes.length, above },
    ...(open.has(node.key) ? placeRows(node.inside, open, level + 1, node.key) : []),
  ]);
}

/** The keys of all that a place lies in, from the top down; nothing if it is not there. */
export function waysTo(nodes: readonly PlaceNode[], source: string, place: string): string[] | undefined {
  for (const node of nodes) {
    if (node.source === source && node.place === place) return [];
    const further = waysTo(node.inside, source, place);
    if (further) return [node.key, ...further];
  }
  return undefined;
}
