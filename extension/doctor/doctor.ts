import { join } from '../ui/port';
import { speak } from '../ui/text';
import './view';
import type { DoctorPage } from './view';

speak('doctor_title');

const view = document.querySelector('nk-doctor') as DoctorPage;

view.wanted = location.hash.slice(1);
addEventListener('hashchange', () => (view.wanted = location.hash.slice(1)));

view.send = join({
  screen(screen) {
    if (screen.view === 'doctor') view.screen = screen;
  },
  refused(_seq, fault) {
    view.refused = fault;
  },
});
