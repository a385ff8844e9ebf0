import { nothing, type PropertyDeclarations } from 'lit';
import type { FaultView, Intent, OptionsScreen, SettingsView } from '../generated/messages';
import { faultBox, status } from '../ui/parts';
import { text } from '../ui/text';
import { Part } from '../ui/view';

/** An intent that was refused, and the place of the page it was made at: the sentence is shown there. */
export interface Refusal {
  place: string;
  fault: FaultView;
}

/** What the sections can do. */
export interface Page {
  /** Sends an intent; a refusal comes back to `place`. */
  send(place: string, intent: Intent): void;
  /** Changes some of the settings. */
  save(place: string, change: Partial<SettingsView>): void;
}

/** One part of the settings page. */
export abstract class Section extends Part {
  static override properties: PropertyDeclarations = {
    screen: { attribute: false },
    refusal: { attribute: false },
    saved: { attribute: false },
  };

  declare screen: OptionsScreen;
  declare refusal: Refusal | undefined;
  /** The place whose change of the settings was carried out last. */
  declare saved: string | undefined;
  page!: Page;

  /** The fault that belongs to a place, if there is one. */
  protected trouble(place: string): unknown {
    return this.refusal?.place === place ? faultBox(this.refusal.fault) : nothing;
  }

  /** "Saved", for a moment, at the place where something was changed. */
  protected said(place: string): unknown {
    return status(this.saved === place ? text('saved') : '', 'small good');
  }
}
