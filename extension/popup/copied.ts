import type { CopyField } from '../generated/messages';
import { text, type Key } from '../ui/text';

const COPIED: Record<CopyField & string, Key> = {
  user: 'copied_user',
  password: 'copied_password',
  code: 'copied_code',
  email: 'copied_email',
  note: 'copied_note',
  link: 'copied_link',
};

/** Says what is in the clipboard now, and for how long. `seconds`: 0 if it stays. */
export function copiedText(field: CopyField, seconds: number): string {
  const after = seconds > 0 ? text('copied_clears', String(seconds)) : text('copied_stays');
  return `${text(typeof field === 'string' ? COPIED[field] : 'copied_field')} ${after}`;
}
