import { html, type TemplateResult } from 'lit';
import type { SourceView } from '../generated/messages';
import { button } from '../ui/parts';
import { text, type Key } from '../ui/text';

const COLOURS: Key[] = [
  'colour_green', 'colour_blue', 'colour_violet', 'colour_pink', 'colour_red', 'colour_orange', 'colour_olive', 'colour_grey',
];
const LONGEST_NAME = 40;

/**
 * The name and the colour of a phone or an account, to be changed; `done` gets nothing when they stay. `plain` is its
 * name when it is given none.
 */
export function nameForm(
  { id, name: now, short, colour: chosen }: Pick<SourceView, 'id' | 'name' | 'short' | 'colour'>,
  done: (change: { name: string; colour: number } | undefined) => void,
  plain = id,
): TemplateResult {
  const save = (event: Event): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const name = String(form.get('name') ?? '').trim();
    const colour = Number(form.get('colour') ?? chosen);
    done({ name: name || plain, colour });
  };
  return html`<form
    class="stack" @submit=${save}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && done(undefined)}
  >
    <div class="field">
      <label for="name-${id}">${text('phone_name')}</label>
      <input
        id="name-${id}" class="input" name="name" maxlength=${LONGEST_NAME} autocomplete="off"
        placeholder=${plain} .value=${now}
      >
    </div>
    <fieldset class="stack close">
      <legend class="legend">${text('phone_colour')}</legend>
      <div class="row">${COLOURS.map((colour, at) => html`<label class="swatch" title=${text(colour)}><input
        type="radio" name="colour" value=${at} ?checked=${at === chosen} aria-label=${text(colour)}
      ><span class="badge" data-colour=${at} aria-hidden="true">${short}</span></label>`)}</div>
    </fieldset>
    <div class="row">
      <button class="button main" type="submit">${text('save')}</button>
      ${button(text('cancel'), () => done(undefined))}
    </div>
  </form>`;
}
