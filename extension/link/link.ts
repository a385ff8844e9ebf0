import { join } from '../ui/port';
import { speak } from '../ui/text';
import './view';
import type { LinkPage } from './view';

speak('link_title');

const view = document.querySelector('nk-link') as LinkPage;
// The options open this page for one phone.
view.wanted = location.hash.slice(1);
view.send = join({
  screen(screen) {
    if (screen.view === 'link') view.screen = screen;
  },
  refused(_seq, fault) {
    view.refused = fault;
  },
});
