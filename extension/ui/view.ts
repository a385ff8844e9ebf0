import { LitElement, type PropertyDeclarations } from 'lit';
import type { FaultView } from '../generated/messages';
import type { Send } from './port';
import { onTexts } from './text';

/** An element in the document's own tree, so that labels, ids and styles work across it. */
export abstract class Part extends LitElement {
  #deaf: (() => void) | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#deaf = onTexts(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#deaf?.();
  }
}

/** A whole view: shows the latest screen and keeps nothing that the background has too. */
export abstract class View<S> extends Part {
  static override properties: PropertyDeclarations = {
    screen: { attribute: false },
    refused: { attribute: false },
  };

  declare screen: S | undefined;
  /** Why the last intent was not carried out. */
  declare refused: FaultView | undefined;
  send: Send = () => 0;

  /** Sends an intent and puts the last refusal away. */
  protected act = (...intent: Parameters<Send>): number => {
    this.refused = undefined;
    return this.send(...intent);
  };
}
