import { html, nothing, type TemplateResult } from 'lit';
import type { RuleNeed, RulesView } from '../generated/messages';
import { box } from '../ui/parts';
import { digits, text, type Key } from '../ui/text';

type Named = Exclude<RuleNeed['type'], 'oneOf'>;

const NEEDS: Record<Named, Key> = {
  lower: 'rules_lower',
  upper: 'rules_upper',
  letter: 'rules_letter',
  digit: 'rules_digit',
  special: 'rules_special',
};

const NONE: Partial<Record<RuleNeed['type'], Key>> = {
  lower: 'rules_no_lower',
  upper: 'rules_no_upper',
  digit: 'rules_no_digit',
  special: 'rules_no_special',
};

/** What the page in front wants of a password: "8 to 20 characters, a digit". */
export function rules(view: RulesView): TemplateResult {
  const parts = [length(view), ...view.needs.map(need), ...view.not.map(({ type }) => NONE[type] && text(NONE[type]))];
  if (view.maxConsecutive !== null) parts.push(text('rules_run', digits(view.maxConsecutive)));
  const said = parts.filter((part) => part !== undefined);
  return html`<div class="rules small">${box(view.unread ? 'warn' : '', 'globe', html`
    ${said.length > 0 ? html`<p>${text('rules_title')} ${said.join(', ')}.</p>` : nothing}
    ${view.unread ? html`<p>${text('rules_unread')}</p>` : nothing}`)}</div>`;
}

function length({ min, max }: RulesView): string | undefined {
  if (min !== null && max !== null) return text('rules_between', digits(min), digits(max));
  if (min !== null) return text('rules_min', digits(min));
  return max === null ? undefined : text('rules_max', digits(max));
}

function need(need: RuleNeed): string {
  return need.type === 'oneOf' ? text('rules_one_of', [...need.signs].join(' ').replace('   ', ' ␣ ')) : text(NEEDS[need.type]);
}
