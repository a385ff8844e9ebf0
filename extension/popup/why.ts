import { html, nothing, type TemplateResult } from 'lit';
import type { Because, FieldVerdict, FieldView, Meaning, PopupScreen, WhyView } from '../generated/messages';
import { icon, type IconName } from '../ui/icon';
import { box, iconButton } from '../ui/parts';
import { counted, digits, text, type Key } from '../ui/text';

const MEANINGS: Record<Meaning, [name: Key, drawing: IconName]> = {
  accountName: ['meaning_account', 'user'],
  currentPassword: ['meaning_password', 'key'],
  newPassword: ['meaning_new_password', 'plus'],
  oneTimeCode: ['meaning_code', 'code'],
  other: ['meaning_other', 'minus'],
};

type Plain = Exclude<FieldVerdict['type'], 'otherSite' | 'asked'>;

const VERDICTS: Record<Plain, Key> = {
  fills: 'verdict_fills',
  code: 'verdict_code',
  unseen: 'verdict_unseen',
  locked: 'verdict_locked',
  newPassword: 'verdict_new_password',
  signUp: 'verdict_sign_up',
  otherForm: 'verdict_other_form',
  otherFrame: 'verdict_other_frame',
  other: 'verdict_other',
};

const SIGNS: Partial<Record<Because, Key>> = {
  autocomplete: 'because_autocomplete',
  words: 'because_words',
  type: 'because_type',
  form: 'because_form',
  place: 'because_place',
  repetition: 'because_repetition',
};

/** Each field of the page in front: what it was taken for, how sure that is, and what a fill does with it. */
export function why(view: WhyView, screen: PopupScreen, close: () => void): TemplateResult {
  const { form } = screen.page;
  const looked = form !== 'notAPage' && form !== 'unknown';
  return html`<section class="panel why stack" aria-labelledby="why-title" @keydown=${(event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  }}>
    <div class="row tight">
      ${iconButton('back', text('back'), close)}
      <h2 id="why-title" tabindex="-1">${text('why_title')}</h2>
    </div>
    ${view.forbidden ? box('warn', 'lock', text('why_forbidden')) : nothing}
    ${view.fields.length > 0
      ? html`<div class="fields" role="region" tabindex="0" aria-label=${text('why_fields')}>
          <ul>${view.fields.map(field)}</ul>
          ${view.more > 0 ? html`<p class="small soft">${counted('why_more', view.more)}</p>` : nothing}
        </div>`
      : box('', 'globe', text(looked ? 'why_none' : 'why_not_looked'))}
  </section>`;
}

function field({ name, meaning, sure, because, verdict }: FieldView): TemplateResult {
  const [says, drawing] = MEANINGS[meaning];
  const filled = verdict.type === 'fills' || verdict.type === 'code';
  const sign = SIGNS[because];
  const guessed = meaning !== 'other' && sign !== undefined;
  return html`<li class=${filled ? 'fills' : ''}>
    ${icon(filled ? 'check' : drawing)}
    <div class="grow">
      <p><bdi class="strong">${name || text('why_unnamed')}</bdi>
        ${meaning === 'other' && !filled ? nothing : html`<span class="soft"> – ${text(says)}</span>`}</p>
      <p class="small verdict">${said(verdict)}</p>
      ${guessed ? html`<p class="small soft">${text(sign)} ${text('why_sure', digits(sure))}.</p>` : nothing}
    </div>
  </li>`;
}

function said(verdict: FieldVerdict): string {
  if (verdict.type === 'asked') return text('verdict_asked', verdict.host);
  if (verdict.type !== 'otherSite') return text(VERDICTS[verdict.type]);
  return verdict.host ? text('verdict_other_site', verdict.host) : text('verdict_other_site_none');
}
