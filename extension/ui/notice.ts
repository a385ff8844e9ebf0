import type { Notice, WhyNot } from '../generated/messages';
import { counted, text, type Key } from './text';

const WHY_NOT: Record<WhyNot, Key> = {
  pageChanged: 'why_page_changed',
  noForm: 'why_no_form',
  onlyNewPassword: 'why_only_new_password',
  notAPage: 'why_not_a_page',
  didNotFit: 'why_did_not_fit',
  expired: 'why_expired',
  noAccess: 'why_no_access',
};

/** The sentence for something that happened. */
export function noticeText(notice: Notice): string {
  switch (notice.type) {
    case 'filled':
      return text('filled', notice.name, notice.host);
    case 'filledUser':
      return text('filled_user', notice.name, notice.host);
    case 'notFilled':
      return text(WHY_NOT[notice.why]);
    case 'kept': {
      const parts = [];
      if (notice.new > 0) parts.push(counted('kept_new', notice.new));
      if (notice.changed > 0) parts.push(counted('kept_changed', notice.changed));
      return parts.length > 0 ? parts.join(' ') : text('kept_none');
    }
    case 'notKept':
      return text('not_kept');
    case 'unlocked':
      return text('unlocked');
    case 'forgotten':
      return text('forgotten');
    case 'damaged':
      return text('damaged_some');
  }
}
