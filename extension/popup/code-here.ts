import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { button } from '../ui/parts';
import { greyOfFile } from '../ui/picture';
import type { Send } from '../ui/port';
import { text } from '../ui/text';
import { Part } from '../ui/view';

/**
 * The connecting page waits for the code of a Passwork, and this tab may be what shows it. Opening the popup is what
 * allows one look at the tab; the connecting page says what was seen, and comes to the front for it.
 */
class CodeHere extends Part {
  static override properties: PropertyDeclarations = { looking: { state: true }, failed: { state: true } };

  send: Send = () => 0;
  declare protected looking: boolean;
  declare protected failed: boolean;

  protected override render(): TemplateResult {
    return html`<section class="panel code-here stack" aria-labelledby="code-here">
      <p id="code-here">${text('code_here_text')}</p>
      ${button(text('code_here'), () => void this.#look(), { weight: 'main', wide: true, icon: 'search', disabled: this.looking })}
      <div role="status">${this.failed ? html`<p class="bad small">${text('code_here_failed')}</p>` : nothing}</div>
    </section>`;
  }

  async #look(): Promise<void> {
    this.looking = true;
    this.failed = false;
    try {
      const picture = await chrome.tabs.captureVisibleTab({ format: 'png' });
      this.send({ type: 'readCode', ...(await greyOfFile(fileOf(picture))) });
    } catch {
      this.failed = true;
    }
    this.looking = false;
  }
}

/** The file in a `data:` address. */
function fileOf(address: string): Blob {
  const bytes = atob(address.slice(address.indexOf(',') + 1));
  return new Blob([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], { type: 'image/png' });
}

customElements.define('nk-code-here', CodeHere);
