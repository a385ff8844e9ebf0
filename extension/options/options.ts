import { join } from '../ui/port';
import { speak } from '../ui/text';
import { saveFile } from './file';
import './view';
import type { OptionsPage } from './view';

speak('options_title');

const view = document.querySelector('nk-options') as OptionsPage;

view.send = join({
  screen(screen) {
    if (screen.view === 'options') view.screen = screen;
  },
  backup({ fileName, text }) {
    saveFile(fileName, text);
  },
  refused(seq, fault) {
    view.refuse(seq, fault);
  },
});
