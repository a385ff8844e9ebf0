import type { PlaceView, PopupScreen, SourceView } from '../generated/messages';
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

/** Places at servers, where items are made as they are typed. */
export function editablePlaces({ places, sources }: Pick<PopupScreen, 'places' | 'sources'>): PlaceView[] {
  return places.filter((place) => sources.find(({ id }) => id === place.source)?.can.edit);
}
