import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { GeneratedView, GeneratorOptions, GeneratorView, Strength, ToView, WordLanguage } from '../generated/messages';
import { box, button, iconButton } from '../ui/parts';
import type { Send } from '../ui/port';
import { digits, moment, text, type Key } from '../ui/text';
import { Part } from '../ui/view';
import { rules } from './rules';

/** A password as the background hands it out. */
export type Made = Extract<ToView, { type: 'generated' }>;

const STRENGTHS: Record<Strength, [level: number, says: Key]> = {
  weak: [1, 'strength_1'],
  fair: [2, 'strength_2'],
  good: [3, 'strength_3'],
  strong: [4, 'strength_4'],
};

const CLASSES = [
  ['lower', 'option_lower', 'option_lower_spoken'],
  ['upper', 'option_upper', 'option_upper_spoken'],
  ['digits', 'option_digits', 'option_digits_spoken'],
  ['special', 'option_special', 'option_special_spoken'],
] as const;

const SEPARATORS: Array<[sign: string, name: Key]> = [
  ['-', 'separator_hyphen'], [' ', 'separator_space'], ['.', 'separator_dot'],
  ['_', 'separator_underscore'], [',', 'separator_comma'], ['', 'separator_none'],
];

const LANGUAGES: Array<[language: WordLanguage, name: Key]> = [['english', 'words_english'], ['german', 'words_german']];

/** Time for a slider to come to rest. */
const REST_MS = 150;
/** How long an old one is seen (T-99). */
const SEEN_MS = 30_000;

/** Makes passwords and passphrases, and shows those that were made before. */
export class Generator extends Part {
  static override properties: PropertyDeclarations = {
    view: { attribute: false },
    made: { attribute: false },
    revealed: { attribute: false },
    options: { state: true },
  };

  declare view: GeneratorView;
  /** What was made last. */
  declare made: Made | undefined;
  /** One of the old ones, while it is seen. */
  declare revealed: Made | undefined;
  /** As they stand in the fields; the background has them a moment later. */
  declare protected options: GeneratorOptions | undefined;

  send: Send = () => 0;
  close: () => void = () => {};
  /** Asks for an old one to be seen, or for it to be hidden. */
  reveal: (id: string | undefined) => void = () => {};

  #resting: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('blur', this.#leave);
    document.addEventListener('visibilitychange', this.#leave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#resting);
    clearTimeout(this.#hiding);
    window.removeEventListener('blur', this.#leave);
    document.removeEventListener('visibilitychange', this.#leave);
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.options ??= this.view.options;
    if (changed.has('revealed') && this.revealed) {
      clearTimeout(this.#hiding);
      this.#hiding = setTimeout(() => this.reveal(undefined), SEEN_MS);
    }
  }

  protected override firstUpdated(): void {
    if (!this.made) this.#make();
    this.querySelector<HTMLElement>('#generator-title')?.focus();
  }

  protected override render() {
    const { view, made } = this;
    return html`<section class="panel generator stack" aria-labelledby="generator-title" @keydown=${this.#pressed}>
      <div class="row tight">
        ${iconButton('back', text('back'), this.close)}
        <h2 id="generator-title" tabindex="-1">${text('generator')}</h2>
      </div>
      ${made ? this.#made(made) : html`<output class="made mono">&nbsp;</output>`}
      ${view.canFill
        ? button(text('made_fill'), () => made && this.send({ type: 'fillGenerated', id: made.id }), {
            weight: 'main', wide: true, icon: 'fill', disabled: !made,
          })
        : nothing}
      <div class="pair">
        ${button(text('made_another'), () => this.#make(), { icon: 'repeat' })}
        ${button(text('made_copy'), () => made && this.send({ type: 'copyGenerated', id: made.id }), {
          weight: view.canFill ? 'even' : 'main', icon: 'copy', disabled: !made,
        })}
      </div>
      ${view.rules ? rules(view.rules) : nothing}
      ${this.#options()}
      ${this.#history()}
    </section>`;
  }

  #made(made: Made): TemplateResult {
    const [level, says] = STRENGTHS[made.strength];
    const { kind } = this.options ?? this.view.options;
    return html`<output class="made mono ${kind}" dir="ltr" aria-label=${text('made_shown')}>${coloured(made.text)}</output>
      <div class="strength level-${level}">
        <progress max="4" value=${level} aria-hidden="true"></progress>
        <p class="small" role="status">${text('made_bits', text(says), digits(Math.floor(made.bits)))}</p>
      </div>`;
  }

  #options(): TemplateResult {
    const options = this.options ?? this.view.options;
    const kinds = [['password', 'kind_password'], ['passphrase', 'kind_passphrase']] as const;
    return html`<form class="options stack" autocomplete="off" @submit=${(event: Event) => event.preventDefault()}>
      <fieldset class="kinds">
        <legend class="sr">${text('made_of')}</legend>
        ${kinds.map(([kind, name]) => html`<label>
          <input type="radio" name="kind" .checked=${options.kind === kind} @change=${() => this.#choose({ kind })}>
          <span>${text(name)}</span>
        </label>`)}
      </fieldset>
      ${options.kind === 'password' ? this.#ofSigns(options) : this.#ofWords(options)}
    </form>`;
  }

  #ofSigns(options: GeneratorOptions): TemplateResult {
    return html`
      ${this.#slider('option_length', options.length, 4, 64, (length) => this.#choose({ length }, REST_MS))}
      <div class="classes">
        ${CLASSES.map(([name, label, spoken]) => html`<label class="check">
          <input
            type="checkbox" aria-label=${text(spoken)} title=${text(spoken)} .checked=${options[name]}
            @change=${(event: Event) => this.#choose({ [name]: checked(event) })}
          ><span class="mono" aria-hidden="true">${text(label)}</span>
        </label>`)}
      </div>
      ${this.#check('option_look_alikes', options.avoidLookAlikes, (avoidLookAlikes) => this.#choose({ avoidLookAlikes }))}`;
  }

  #ofWords(options: GeneratorOptions): TemplateResult {
    return html`
      ${this.#slider('option_words', options.words, 3, 12, (words) => this.#choose({ words }, REST_MS))}
      <div class="pair">
        ${this.#select('option_separator', SEPARATORS, options.separator, (separator) => this.#choose({ separator }))}
        ${this.#select('option_language', LANGUAGES, options.language, (language) => this.#choose({ language }))}
      </div>
      <div class="pair">
        ${this.#check('option_capitals', options.capitals, (capitals) => this.#choose({ capitals }))}
        ${this.#check('option_number', options.number, (number) => this.#choose({ number }))}
      </div>`;
  }

  #slider(name: Key, value: number, min: number, max: number, set: (value: number) => void): TemplateResult {
    return html`<label class="slider">
      <span class="small">${text(name)}</span>
      <input
        type="range" min=${min} max=${max} .value=${String(Math.min(max, value))}
        @input=${(event: Event) => set((event.target as HTMLInputElement).valueAsNumber)}
      >
      <output class="mono">${digits(value)}</output>
    </label>`;
  }

  #check(name: Key, value: boolean, set: (value: boolean) => void): TemplateResult {
    return html`<label class="check small">
      <input type="checkbox" .checked=${value} @change=${(event: Event) => set(checked(event))}><span>${text(name)}</span>
    </label>`;
  }

  #select<V extends string>(name: Key, all: Array<[V, Key]>, value: V, set: (value: V) => void): TemplateResult {
    return html`<label class="select small"><span>${text(name)}</span>
      <select class="input" @change=${(event: Event) => set((event.target as HTMLSelectElement).value as V)}>
        ${all.map(([one, says]) => html`<option value=${one} ?selected=${one === value}>${text(says)}</option>`)}
      </select>
    </label>`;
  }

  #history(): unknown {
    const { history, locked, brief } = this.view;
    if (locked) return html`<div class="small">${box('', 'lock', text('made_before_locked'))}</div>`;
    const before = history.filter(({ id }) => id !== this.made?.id);
    if (before.length === 0) return nothing;
    return html`<details class="before">
      <summary class="small strong">${text('made_before', digits(before.length))}</summary>
      <p class="small soft">${text(brief ? 'made_before_brief' : 'made_before_text')}</p>
      <ul>${before.map((one) => this.#old(one))}</ul>
    </details>`;
  }

  #old(one: GeneratedView): TemplateResult {
    const shown = this.revealed?.id === one.id ? this.revealed : undefined;
    const host = one.host || text('made_nowhere');
    const when = moment(one.madeAtMs);
    return html`<li>
      <div class="row tight">
        <p class="grow"><bdi class="name">${host}</bdi>
          <span class="under small soft">${when}${one.taken ? html` · ${text('made_taken')}` : nothing}</span></p>
        ${shown
          ? iconButton('close', text('made_hide'), () => this.reveal(undefined))
          : iconButton('eye', text('made_reveal', host, when), () => this.reveal(one.id))}
        ${iconButton('copy', text('made_copy_old', host, when), () => this.send({ type: 'copyGenerated', id: one.id }))}
        ${iconButton('forget', text('made_forget', host, when), () => this.send({ type: 'forgetGenerated', id: one.id }))}
      </div>
      ${shown ? html`<p class="made mono" dir="ltr" role="status">${coloured(shown.text)}</p>` : nothing}
    </li>`;
  }

  #choose(change: Partial<GeneratorOptions>, after = 0): void {
    this.options = { ...(this.options ?? this.view.options), ...change };
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#make(), after);
  }

  #make(): void {
    this.send({ type: 'generate', options: this.options ?? this.view.options });
  }

  /** Nobody looks here any more, or somebody else does. */
  #leave = (event: Event): void => {
    if (this.revealed && (event.type === 'blur' || document.hidden)) this.reveal(undefined);
  };

  #pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    this.close();
  };
}

function checked(event: Event): boolean {
  return (event.target as HTMLInputElement).checked;
}

/** Digits and special characters stand out, so that it can be typed elsewhere. */
function coloured(password: string): TemplateResult[] {
  const runs = password.match(/\p{L}+|\d+|[^\p{L}\d]+/gu) ?? [];
  return runs.map((run) => html`<span class=${/^\d/.test(run) ? 'digit' : /^\p{L}/u.test(run) ? '' : 'sign'}>${run}</span>`);
}

customElements.define('nk-generator', Generator);
