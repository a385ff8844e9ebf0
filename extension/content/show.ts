/**
 * What is shown in a page: marks, the menu, the notice. Put into a document by the background, once there is anything to
 * show; the script that stays hands it what the background says.
 */

import type { MenuView, OfferView, Note } from '../generated/messages';
import { take } from './gesture';
import { Marks } from './mark';
import { Menu } from './menu';
import { Notice } from './notice';
import { useTexts } from './say';
import { Stage } from './stage';
import { Trust, canSee } from './trust';

/** Everything of ours that can be seen in one document. */
export interface Show {
  texts(texts: Record<string, string> | null, theme: string): void;
  /** Exactly these fields have a mark; `fresh`: there are fields for a new password. */
  marks(fields: Map<HTMLInputElement, number>, fresh: boolean): void;
  /** The page may have moved something. */
  follow(): void;
  /** Whether a node is ours. */
  owns(node: Node): boolean;
  menu(menu: MenuView, key: number): void;
  closeMenu(): void;
  notice(offer: OfferView): void;
  closeNotice(): void;
  end(): void;
}

declare global {
  /** Only in the isolated world of a page in which something is shown. */
  var __nearkeyShow: ((document: () => string, tell: (note: Note) => void) => Show) | undefined;
}

function show(document: () => string, tell: (note: Note) => void): Show {
  let theme = 'system';
  let fresh = false;

  const stage = new Stage(() => {
    menu.close(false);
    notice.close();
    marks.lost();
  });
  const trust = new Trust((element) => menu.lost(element));
  const marks = new Marks(stage, trust, (event, { key, button }) => {
    event.preventDefault();
    event.stopPropagation();
    if (menu.isOpen) menu.close(true);
    else if (take(event) && trust.deserved(button)) tell({ type: 'open', document: document(), key, new: fresh });
  });
  const menu = new Menu(stage, trust, {
    chosen: (number, choice) => tell({ type: 'choose', document: document(), menu: number, choice }),
    closed: (number) => tell({ type: 'closed', menu: number }),
  });
  const notice = new Notice(stage, trust, (offer, answer) => tell({ type: 'answered', offer, answer }));

  /** Alt and Down in a field with a mark. */
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const mark = marks.of(globalThis.__nearkey?.innermost(event));
    if (!mark || !take(event)) return;
    event.preventDefault();
    event.stopPropagation();
    tell({ type: 'open', document: document(), key: mark.key, new: fresh });
  };
  window.addEventListener('keydown', pressed, true);

  return {
    texts(texts, wanted) {
      useTexts(texts);
      theme = wanted;
    },
    marks(fields, withNew) {
      fresh = withNew;
      marks.set(fields);
    },
    follow: marks.follow,
    owns: (node) => stage.is(node),
    menu(view, key) {
      const field = marks.field(key);
      if (field && canSee) menu.show(view, field, theme);
      else tell({ type: 'closed', menu: view.number });
    },
    closeMenu: () => menu.close(false, false),
    notice: (offer) => notice.show(offer, theme),
    closeNotice: () => notice.close(),
    end() {
      window.removeEventListener('keydown', pressed, true);
      menu.close(false, false);
      notice.close();
      marks.end();
      trust.end();
      stage.hide();
    },
  };
}

globalThis.__nearkeyShow = show;
