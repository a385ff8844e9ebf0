import type { DetailView, ItemChange, PlaceView } from '../generated/messages';

/** What stands in the fields of the form. Carries secrets: it is wiped when the form closes. */
export interface Draft {
  /** The item that is changed; nothing for a new one. */
  item: string | undefined;
  /** Where a new one is made. */
  place: PlaceView | undefined;
  name: string;
  user: string;
  website: string;
  email: string;
  tags: string;
  /** Empty: as it is. */
  password: string;
  /** Nothing while the note is not shown: as it is. */
  note: string | undefined;
  /** Empty: as it is. */
  otp: string;
  /** Its one-time code goes. */
  withoutCode: boolean;
  /** What there is already, and not in a field. */
  has: { password: boolean; note: boolean; code: boolean };
  /** As it was before anything was typed. */
  before: Before;
}

type Before = Pick<Draft, 'name' | 'user' | 'website' | 'email' | 'tags' | 'note'>;

/** An item, to be changed. */
export function draftOf(detail: DetailView): Draft {
  const { item } = detail;
  const before: Before = {
    name: item.name, user: item.user, website: detail.website, email: detail.email, tags: detail.tags.join(', '),
    note: detail.hasNote ? undefined : '',
  };
  const has = { password: detail.hasPassword, note: detail.hasNote, code: item.hasCode };
  return { ...before, item: item.id, place: undefined, password: '', otp: '', withoutCode: false, has, before };
}

/** A new one, for the page in front if there is one. */
export function newDraft(place: PlaceView | undefined, host: string, registrable: string): Draft {
  const before: Before = { name: registrable || host, user: '', website: host, email: '', tags: '', note: '' };
  const has = { password: false, note: false, code: false };
  return { ...before, item: undefined, place, password: '', otp: '', withoutCode: false, has, before };
}

/** The words between the commas. */
function words(tags: string): string[] {
  return [...new Set(tags.split(',').map((tag) => tag.trim()).filter(Boolean))];
}

/** Something was typed that is not kept anywhere yet. */
export function isTouched(draft: Draft): boolean {
  const { before } = draft;
  return draft.password !== '' || draft.otp !== '' || draft.withoutCode
    || (Object.keys(before) as Array<keyof Before>).some((field) => draft[field] !== before[field]);
}

/** Only what changed; of a new one, only what there is. */
export function changeOf(draft: Draft): ItemChange {
  const { before, item } = draft;
  const fresh = item === undefined;
  const text = (field: 'name' | 'user' | 'website' | 'email'): string | null => {
    const typed = draft[field].trim();
    return fresh ? typed || null : draft[field] === before[field] ? null : typed;
  };
  const { note } = draft;
  const tags = words(draft.tags);
  return {
    name: text('name'),
    user: text('user'),
    website: text('website'),
    email: text('email'),
    password: draft.password || null,
    note: fresh ? note || null : note === undefined || note === before.note ? null : note,
    otp: draft.withoutCode ? '' : draft.otp.trim() || null,
    tags: fresh ? (tags.length > 0 ? tags : null) : draft.tags === before.tags ? null : tags,
  };
}

/** The change would do something. */
export function isChange(change: ItemChange): boolean {
  return Object.values(change).some((value) => value !== null);
}

/** Takes the secrets out of it. */
export function wipe(draft: Draft): void {
  draft.password = '';
  draft.otp = '';
  draft.note = undefined;
  draft.before = { ...draft.before, note: undefined };
}
