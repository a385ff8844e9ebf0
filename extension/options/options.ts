import { join } from '../ui/port';
import { speak } from '../ui/text';
import './view';
import type { OptionsPage } from './view';

speak('options_title');

const view = document.querySelector('nk-options') as OptionsPage;

view.send = join({
  screen(screen) {
    if (screen.view === 'options') view.screen = screen;
  },
  refused(_seq, fault) {
    view.refused = fault;
  },
});
