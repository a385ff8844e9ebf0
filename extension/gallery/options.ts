import type { OptionsScreen } from '../generated/messages';
import type { Sample } from './popup';

const base: OptionsScreen = {
  phones: [{
    id: 'ABC-DEF', name: 'Fairphone', address: '192.168.0.20:8787', linkedAtMs: Date.UTC(2026, 8, 3),
  }],
  settings: { lockAfterMinutes: 15 },
  cached: 128,
  open: true,
  removed: [],
};

/** The options page's states. */
export const optionsSamples: Record<string, Sample<OptionsScreen>> = {
  linked: { screen: base },
  locked: { screen: { ...base, open: false, cached: 0 } },
  none: { screen: { ...base, phones: [], cached: 0, open: false } },
  removed: {
    screen: {
      ...base,
      phones: [],
      cached: 0,
      open: false,
      removed: ['removed_keys', 'removed_cache', 'removed_alarms', 'removed_session'],
    },
  },
};
