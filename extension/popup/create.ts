import { html, type TemplateResult } from 'lit';
import type { CreateView } from '../generated/messages';
import { button, host } from '../ui/parts';
import type { Send } from '../ui/port';
import { text } from '../ui/text';

/** A login that the phone shall create for the page in front. */
export function create(view: CreateView, send: Send): TemplateResult {
  const close = () => send({ type: 'closeCreate' });
  return html`<section class="panel create" aria-labelledby="create" @keydown=${(event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  }}>
    <form class="stack" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const user = new FormData(event.target as HTMLFormElement).get('user');
      send({ type: 'askCreate', user: typeof user === 'string' ? user.trim() : '' });
    }}>
      <h2 id="create">${text('create_title')}</h2>
      <p class="about">${host(view.host, view.registrable)}</p>
      <div class="field">
        <label for="create-user">${text('create_user')}</label>
        <input
          id="create-user" name="user" class="input" dir="auto"
          autocomplete="off" autocapitalize="off" spellcheck="false"
          aria-describedby="create-text"
          .value=${view.user}
        >
      </div>
      <p class="soft" id="create-text">${text('create_text')}</p>
      <div class="pair">
        ${button(text('back'), close, { tall: true })}
        <button type="submit" class="button main tall">${text('create_yes')}</button>
      </div>
    </form>
  </section>`;
}
