import { html, nothing } from 'lit';
import type { PolicyView } from '../generated/messages';
import { box } from '../ui/parts';
import { counted, text } from '../ui/text';

/** What a policy of this computer prescribes, in sentences. */
export function policyBanner(policy: PolicyView): unknown {
  if (!policy.active) return nothing;
  const rules = [
    policy.lockWithinMinutes > 0 ? counted('policy_lock', policy.lockWithinMinutes) : nothing,
    policy.noCache ? text('policy_no_cache') : nothing,
    policy.noHttpFill ? text('policy_no_http') : nothing,
    policy.noPages ? text('policy_no_pages') : nothing,
    policy.allowedAddresses.length > 0
      ? html`${text('policy_addresses')} <bdi class="mono" dir="ltr">${policy.allowedAddresses.join(', ')}</bdi>`
      : nothing,
  ].filter((rule) => rule !== nothing);
  return html`<section aria-labelledby="policy">${box('', 'lock', html`
    <h2 id="policy">${text('policy_title')}</h2>
    <p>${text('policy_text')}</p>
    ${rules.length > 0 ? html`<ul class="removed">${rules.map((rule) => html`<li>${rule}</li>`)}</ul>` : nothing}`)}
  </section>`;
}
