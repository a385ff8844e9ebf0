import { join } from '../ui/port';
import { speak } from '../ui/text';
import './view';
import type { ConnectPage } from './view';

speak('choose_title');

const view = document.querySelector('nk-connect') as ConnectPage;
view.send = join({
  screen(screen) {
    if (screen.view === 'connect') view.screen = screen;
  },
  refused(_seq, fault) {
    view.refused = fault;
  },
});
