import { html, nothing, type TemplateResult } from 'lit';
import type { ChangedField, ChangeView, LockCause, Notice, WhyNot } from '../generated/messages';
import type { IconName } from './icon';
import { box } from './parts';
import { counted, faultText, type Key, language, text } from './text';

const WHY_NOT: Record<WhyNot, Key> = {
  pageChanged: 'why_page_changed',
  noForm: 'why_no_form',
  onlyNewPassword: 'why_only_new_password',
  notAPage: 'why_not_a_page',
  didNotFit: 'why_did_not_fit',
  expired: 'why_expired',
  noAccess: 'why_no_access',
  forbidden: 'why_forbidden',
  noCode: 'why_no_code',
  noCodeField: 'why_no_code_field',
  noNewPassword: 'why_no_new_password',
  notPointed: 'why_not_pointed',
};

const LOCKED: Record<LockCause, Key> = {
  time: 'locked_time',
  screenLocked: 'locked_screen',
  idle: 'locked_idle',
  slept: 'locked_slept',
};

/** What parts of an item are called within a sentence. */
export const PARTS: Record<ChangedField, Key> = {
  name: 'part_name',
  user: 'part_user',
  website: 'part_website',
  password: 'part_password',
  otp: 'part_otp',
  email: 'part_email',
  note: 'part_note',
  tags: 'part_tags',
};

/** The sentence for something that happened. */
export function noticeText(notice: Notice): string {
  switch (notice.type) {
    case 'filled':
      return text('filled', notice.name, notice.host);
    case 'filledUser':
      return text('filled_user', notice.name, notice.host);
    case 'filledCode':
      return text('filled_code', notice.name, notice.host);
    case 'filledNew':
      return text('filled_new', notice.host);
    case 'pointed':
      return text('pointed', notice.host);
    case 'pointForgotten':
      return text('point_forgotten', notice.host);
    case 'notFilled':
      return text(WHY_NOT[notice.why]);
    case 'kept': {
      const parts = [];
      if (notice.new > 0) parts.push(counted('kept_new', notice.new));
      if (notice.changed > 0) parts.push(counted('kept_changed', notice.changed));
      return parts.length > 0 ? parts.join(' ') : text('kept_none');
    }
    case 'refreshed': {
      if (notice.changes.length === 0) return text('refreshed_none');
      const parts = [counted('refreshed_changes', notice.changes.length)];
      if (notice.same > 0) parts.push(counted('refreshed_same', notice.same));
      return parts.join(' ');
    }
    case 'notKept':
      return text('not_kept');
    case 'unlocked':
      return text('unlocked');
    case 'forgotten':
      return text('forgotten');
    case 'stored':
      return text('stored', notice.name);
    case 'binned':
      return text('binned', notice.name);
    case 'inBin':
      return text('in_bin', notice.name);
    case 'unbinned':
      return text('unbinned', notice.name);
    case 'damaged':
      return text('damaged_some');
    case 'phoneMoved':
      return text('phone_moved', notice.phone, notice.address);
    case 'rotated':
      return text(notice.factors ? 'rotated_factors' : 'rotated');
    case 'noBackup':
    case 'notFetched':
      return faultText(notice.fault);
    case 'locked':
      return text(LOCKED[notice.why]);
    case 'clipboardCleared':
      return text('clipboard_cleared');
    case 'clipboardChanged':
      return text('clipboard_changed');
    case 'clipboardNotCleared':
      return text('clipboard_not_cleared');
    case 'generatedNotKept':
      return text('generated_not_kept');
  }
}

/**
 * A box with what happened: a sentence, and the list of changes where there is one. With `undo`, what was moved to the
 * bin can be taken back.
 */
export function noticeView(notice: Notice, undo?: () => void): TemplateResult {
  const [kind, name] = look(notice);
  const content = notice.type === 'refreshed' && notice.changes.length > 0
    ? html`<p class="strong">${text('refreshed_title')}</p>
        <ul class="changes" tabindex="0" aria-label=${text('refreshed_title')}>
          ${notice.changes.map((change) => html`<li><bdi>${change.name}</bdi> – ${changeText(change)}</li>`)}
        </ul>
        ${notice.same > 0 ? html`<p>${counted('refreshed_same', notice.same)}</p>` : nothing}`
    : html`<p>${noticeText(notice)}</p>`;
  if (notice.type !== 'binned' || !undo) return box(kind, name, content);
  return box(kind, name, html`<div class="row"><div class="grow">${content}</div>
    <button type="button" class="button even slim" @click=${undo}>${text('binned_undo')}</button></div>`);
}

function look(notice: Notice): [kind: 'warn' | 'good' | '', name: IconName] {
  switch (notice.type) {
    case 'notFilled':
    case 'damaged':
    case 'notKept':
    case 'clipboardNotCleared':
    case 'generatedNotKept':
    case 'noBackup':
    case 'notFetched':
      return ['warn', 'alert'];
    case 'locked':
      return ['', 'lock'];
    case 'phoneMoved':
      return ['', 'phone'];
    case 'binned':
    case 'inBin':
      return ['', 'forget'];
    case 'clipboardChanged':
      return ['', 'copy'];
    case 'refreshed':
      return [notice.changes.some(({ kind }) => kind === 'gone') ? 'warn' : 'good', 'repeat'];
    default:
      return ['good', 'check'];
  }
}

function changeText(change: ChangeView): string {
  switch (change.kind) {
    case 'new':
      return text('change_new');
    case 'gone':
      return text('change_gone');
    case 'back':
      return text('change_back');
    case 'changed': {
      const parts = change.fields.map((field) => text(PARTS[field]));
      return text('change_changed', new Intl.ListFormat(language(), { type: 'conjunction' }).format(parts));
    }
  }
}
