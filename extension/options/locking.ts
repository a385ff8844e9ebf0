import { html, nothing } from 'lit';
import { box } from '../ui/parts';
import { counted, digits, text } from '../ui/text';
import { numberField, tick } from './number';
import { Section } from './section';

const LONGEST_MINUTES = 240;
const LONGEST_HOURS = 24;
const LONGEST_IDLE_MINUTES = 60;
/** What ticking the box sets. */
const FIRST_IDLE_MINUTES = 10;
const PLACE = 'locking';

/** When the cache locks by itself. */
class Locking extends Section {
  protected override render() {
    const { settings, policy, tellsScreen } = this.screen;
    const save = (change: Partial<typeof settings>) => this.page.save(PLACE, change);
    const limit = policy.lockWithinMinutes;
    const high = limit > 0 ? Math.min(limit, LONGEST_MINUTES) : LONGEST_MINUTES;
    return html`<section id="locking" class="card stack" aria-labelledby="locking-name">
      <h2 id="locking-name">${text('options_locking')}</h2>
      <p class="soft">${text('locking_text')}</p>
      ${limit > 0 ? box('', 'lock', counted('policy_lock', limit)) : nothing}
      <div class="fields">
        ${numberField({
          id: 'minutes', name: text('lock_after'), unit: text('minutes'), hint: text('lock_after_text', digits(high)),
          low: 1, high, value: Math.min(settings.lockAfterMinutes, high), held: high === 1,
          change: (lockAfterMinutes) => save({ lockAfterMinutes }),
        })}
        ${numberField({
          id: 'hours', name: text('lock_at_most'), unit: text('hours'), hint: text('lock_at_most_text'),
          low: 1, high: LONGEST_HOURS, value: settings.lockAtMostHours,
          change: (lockAtMostHours) => save({ lockAtMostHours }),
        })}
      </div>
      <div class="stack close">
        ${tick(text('lock_with_screen'), settings.lockWithScreen, (lockWithScreen) => save({ lockWithScreen }))}
        ${tellsScreen ? nothing : html`<p class="under small soft">${text('lock_no_screen')}</p>`}
        ${tick(text('lock_idle'), settings.lockIdleMinutes > 0, (on) =>
          save({ lockIdleMinutes: on ? FIRST_IDLE_MINUTES : 0 }))}
        ${settings.lockIdleMinutes > 0
          ? html`<div class="under">${numberField({
              id: 'idle', name: text('lock_idle_after'), unit: text('minutes_plain'),
              low: 1, high: LONGEST_IDLE_MINUTES, value: settings.lockIdleMinutes,
              change: (lockIdleMinutes) => save({ lockIdleMinutes }),
            })}</div>`
          : nothing}
      </div>
      ${this.trouble(PLACE)}
      ${this.said(PLACE)}
    </section>`;
  }
}

customElements.define('nk-locking', Locking);
