import type { ItemView, PlaceView, PopupScreen, SourceView } from '../generated/messages';
import { text } from '../ui/text';

/** The source of an item, by the item's id: `source/uid`. */
export function sourceOfItem({ sources }: Pick<PopupScreen, 'sources'>, id: string): SourceView | undefined {
  return sources.find((source) => id.startsWith(`${source.id}/`));
}

/** A place as people tell it from others: the account it is in, and its own name. */
export function placeName({ sources }: Pick<PopupScreen, 'sources'>, place: PlaceView): string {
  const source = sources.find(({ id }) => id === place.source);
  if (!source || source.kind === 'phone' || !place.name || place.name.startsWith(source.name)) {
    return place.name || source?.name || '';
  }
  return text('place_in', source.name, place.name);
}

/** How to name each of these places: the account matters only where there is more than one source. */
export function namesOf(screen: Pick<PopupScreen, 'sources'>, places: readonly PlaceView[]): (place: PlaceView) => string {
  const several = new Set(places.map(({ source }) => source)).size > 1;
  const name = several ? placeName : placePath;
  return (place) => name(screen, place) || text('place_unnamed');
}

/** The vault of a place with its folders, without the account before it. */
export function placePath({ sources }: Pick<PopupScreen, 'sources'>, place: PlaceView): string {
  const before = `${sources.find(({ id }) => id === place.source)?.name ?? ''} · `;
  return place.name.startsWith(before) ? place.name.slice(before.length) : place.name;
}

/** What stands between the names of a path, as the background writes it. */
export const BETWEEN = ' / ';

/** The innermost folder of a path: where room is short, it says more than all that it lies in. */
export function lastOf(path: string): string {
  return path.split(BETWEEN).findLast((name) => name.trim() !== '') ?? path;
}

/** The places at the source of an item that it can be moved to: all but the one that it is in, where that is known. */
export function otherPlaces(screen: Pick<PopupScreen, 'places' | 'sources'>, item: ItemView, path: string): PlaceView[] {
  const own = screen.places.filter(({ source, vault }) => source === item.source && vault !== '');
  const here = own.filter((place) => placePath(screen, place) === path);
  return here.length === 1 ? own.filter((place) => place !== here[0]) : own;
}

/** Places at servers, where items are made as they are typed. */
export function editablePlaces({ places, sources }: Pick<PopupScreen, 'places' | 'sources'>): PlaceView[] {
  return places.filter((place) => sources.find(({ id }) => id === place.source)?.can.edit);
}
