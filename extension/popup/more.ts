import { html, nothing, type TemplateResult } from 'lit';
import type { Intent, PointTexts, PopupScreen } from '../generated/messages';
import { icon, type IconName } from '../ui/icon';
import { box, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';

/** A command with the sentence that says what it does. */
interface Command {
  intent: Intent;
  icon: IconName;
  name: Key;
  says: Key;
}

/** The rarer commands, to the phone and beside it, those that make sense now. */
function commands({ state, page, total, mayKeep, phones }: PopupScreen): Command[] {
  const touchable = page.form !== 'notAPage' && page.form !== 'unknown' && page.host !== '';
  const phone = phones.length > 0;
  const all: Array<Command | false> = [
    phone && { intent: { type: 'askAny' }, icon: 'phone', name: 'ask_any', says: 'ask_any_text' },
    phone && mayKeep && { intent: { type: 'askSeveral' }, icon: 'several', name: 'ask_several', says: 'ask_several_text' },
    phone && mayKeep && { intent: { type: 'askAll' }, icon: 'download', name: 'ask_all', says: 'ask_all_text' },
    phone && page.form !== 'notAPage' && page.host !== '' &&
      { intent: { type: 'offerCreate' }, icon: 'plus', name: 'ask_create', says: 'ask_create_text' },
    { intent: { type: 'openGenerator' }, icon: 'make', name: 'generator', says: 'generator_text' },
    phone && mayKeep && state === 'open' && total > 0 &&
      { intent: { type: 'refreshAll' }, icon: 'repeat', name: 'refresh_all', says: 'refresh_all_text' },
    touchable &&
      { intent: { type: 'pointFields', texts: pointTexts() }, icon: 'pointer', name: 'point_fields', says: 'point_fields_text' },
    touchable && page.pointed &&
      { intent: { type: 'forgetFields', origin: null }, icon: 'forget', name: 'forget_fields', says: 'forget_fields_text' },
  ];
  return all.filter((command) => command !== false);
}

/** What the page says while the user points, in the language of this view. */
function pointTexts(): PointTexts {
  return {
    user: text('point_user'),
    password: text('point_password'),
    none: text('point_none'),
    cancel: text('point_cancel'),
    keys: text('point_keys'),
  };
}

/** The panel with all that the phone can be asked beside the login for this site. */
export function more(screen: PopupScreen, send: Send, close: () => void, pages: unknown, first: unknown = nothing): TemplateResult {
  return html`<section class="panel stack" aria-labelledby="more-title" @keydown=${(event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') move(event, 1);
    else if (event.key === 'ArrowUp') move(event, -1);
    else return;
    event.preventDefault();
  }}>
    <div class="row tight">
      ${iconButton('back', text('back'), close)}
      <h2 id="more-title">${text(screen.phones.length > 0 ? 'more_title' : 'more_title_account')}</h2>
    </div>
    <ul>
      ${first}
      ${commands(screen).map(({ intent, icon: drawing, name, says }) => html`<li>
        <button type="button" class="choice" aria-label=${text(name)} aria-describedby=${says} @click=${() => {
          close();
          send(intent);
          // The page has the word now.
          if (intent.type === 'pointFields') void leave();
        }}>
          ${icon(drawing)}
          <span class="grow">
            <span class="strong">${text(name)}</span>
            <span class="small soft" id=${says}>${text(says)}</span>
          </span>
        </button>
      </li>`)}
      ${pages}
    </ul>
    ${screen.mayKeep ? nothing : box('', 'lock', text('may_not_keep'))}
  </section>`;
}

/** To the next or the previous command, round at the ends. */
function move(event: KeyboardEvent, by: number): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.choice')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all.at((at + by) % all.length)?.focus();
}

/** Puts the popup away, unless it was opened as a page. */
async function leave(): Promise<void> {
  if (!(await chrome.tabs.getCurrent())) window.close();
}
