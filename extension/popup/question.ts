import { html, type TemplateResult } from 'lit';
import type { Question } from '../generated/messages';
import { icon } from '../ui/icon';
import { button } from '../ui/parts';
import type { Send } from '../ui/port';
import { text, type Key } from '../ui/text';

/** A host in a line of its own, so that it cannot be read as part of a sentence. */
function named(label: Key, value: string): TemplateResult {
  return html`<div><dt class="small soft">${text(label)}</dt><dd><bdi dir="ltr">${value}</bdi></dd></div>`;
}

/** Something to decide before a fill; yes and no weigh the same and neither has the focus. */
export function question(asked: Question, send: Send): TemplateResult {
  const [title, words, hosts] = ask(asked);
  const answer = (yes: boolean) => () => void send({ type: 'answerQuestion', yes });
  return html`<section
    class="question stack"
    role="alertdialog"
    aria-labelledby="question"
    aria-describedby="question-text"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      answer(false)();
    }}
  >
    <h2 id="question" tabindex="-1">${icon('alert')}<span>${text(title)}</span></h2>
    <dl class="stack">${hosts}</dl>
    <p id="question-text">${text(words)}</p>
    <div class="pair">
      ${button(text('fill_not'), answer(false))}
      ${button(text('fill_anyway'), answer(true))}
    </div>
  </section>`;
}

function ask(asked: Question): [title: Key, words: Key, hosts: TemplateResult[]] {
  switch (asked.type) {
    case 'insecurePage':
      return ['ask_insecure_title', 'ask_insecure_text', [named('ask_page', asked.host)]];
    case 'otherSite':
      return ['ask_other_title', 'ask_other_text', [
        named('ask_login_for', asked.itemHost),
        named('ask_page', asked.pageHost),
      ]];
    case 'noSite':
      return ['ask_nosite_title', 'ask_nosite_text', [named('ask_page', asked.pageHost)]];
    case 'otherTarget':
      return ['ask_target_title', 'ask_target_text', [
        named('ask_page', asked.pageHost),
        named('ask_target', asked.target),
      ]];
    case 'otherFrame':
      return ['ask_frame_title', 'ask_frame_text', [
        named('ask_page', asked.pageHost),
        named('ask_frame', asked.frameHost),
      ]];
    case 'shownPassword':
      return ['ask_shown_title', 'ask_shown_text', [named('ask_page', asked.pageHost)]];
  }
}
