import { html, svg, type TemplateResult } from 'lit';

const LAPTOP = svg`
  <rect class="sheet" x="10" y="26" width="84" height="56" rx="5"></rect>
  <rect class="tint" x="16" y="32" width="72" height="44" rx="2"></rect>
  <path class="sheet" d="M4 88h96l-5 7H9z" stroke-linejoin="round"></path>`;

const PHONE = svg`
  <rect class="sheet" x="118" y="16" width="42" height="80" rx="8"></rect>
  <path class="dim" d="M134 89h10"></path>`;

const PICTURES = {
  link: svg`${LAPTOP}
    <path class="dim" d="M26 46h34M26 56h24"></path>
    ${PHONE}
    <circle class="mark" cx="139" cy="42" r="7"></circle>
    <path class="mark" d="M139 49v20m0-7h6m-6 6h4"></path>
    <path class="mark" d="M72 20c10-12 26-14 38-7m-6-6 6 6-7 5"></path>`,
  server: svg`${LAPTOP}
    <path class="dim" d="M26 46h34M26 56h24"></path>
    <path class="sheet" d="M116 74a15 15 0 0 1-2-30 20 20 0 0 1 38-2 16 16 0 0 1 0 32z"></path>
    <path class="mark" d="M134 50v16m-6-6 6 6 6-6"></path>
    <path class="mark" d="M110 18c-12-10-26-10-38 0m7-5-7 5 6 6"></path>`,
  empty: svg`
    <rect class="sheet" x="62" y="8" width="52" height="96" rx="9"></rect>
    <path class="dim" d="M83 97h10"></path>
    <rect class="tint" x="70" y="22" width="36" height="16" rx="4"></rect>
    <path class="dim" d="M72 50h32M72 62h22M72 74h28"></path>
    <path class="mark" d="M78 30l5 4 9-8"></path>
    <path class="mark" d="M126 56h28m-9-9 9 9-9 9"></path>
    <path class="dim" d="M14 56h28"></path>`,
  locked: svg`
    <circle class="tint" cx="84" cy="56" r="48"></circle>
    <rect class="sheet" x="56" y="50" width="56" height="42" rx="7"></rect>
    <path class="mark" d="M68 50V38a16 16 0 0 1 32 0v12M84 66v10"></path>`,
  damaged: svg`
    <rect class="sheet" x="46" y="10" width="76" height="92" rx="7"></rect>
    <path class="tint" d="M46 56l18-10 16 16 18-14 24 12v35a7 7 0 0 1-7 7H53a7 7 0 0 1-7-7z"></path>
    <path class="mark" d="M46 56l18-10 16 16 18-14 24 12"></path>
    <path class="dim" d="M60 26h40M60 36h20"></path>`,
};

/** Decoration for a view that has little to show. */
export function art(name: keyof typeof PICTURES): TemplateResult {
  return html`<svg class="art" viewBox="0 0 168 112" aria-hidden="true">${PICTURES[name]}</svg>`;
}
