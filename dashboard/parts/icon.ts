import { html, type Html, raw } from '../html.ts';

/** Shapes on a 16 × 16 grid; a state is told by its shape and its word, colour only helps. */
const SHAPES = {
  overview: '<path d="M2.5 8.5 8 3l5.5 5.5M4 7.5V13h8V7.5"/>',
  strategies: '<path d="M2 12.5 6 8l2.5 2.5L14 4.5M10.5 4.5H14V8"/>',
  actors:
    '<rect x="2.5" y="2.5" width="4.5" height="4.5" rx="1"/><rect x="9" y="2.5" width="4.5" height="4.5" rx="1"/><rect x="2.5" y="9" width="4.5" height="4.5" rx="1"/><rect x="9" y="9" width="4.5" height="4.5" rx="1"/>',
  topology:
    '<circle cx="8" cy="3.5" r="1.75"/><circle cx="3.5" cy="12.5" r="1.75"/><circle cx="12.5" cy="12.5" r="1.75"/><path d="M8 5.25V8M3.5 10.75V8h9v2.75"/>',
  messaging: '<path d="M2.5 4h11v7.5h-6L4.5 14v-2.5h-2zM5 6.75h6M5 9h4"/>',
  risk: '<path d="M8 2.2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z"/><path d="m5.8 8 1.6 1.6 2.8-3"/>',
  copy: '<rect x="2.5" y="2.5" width="8" height="8" rx="1.5"/><path d="M13.5 5.5v6a2 2 0 0 1-2 2h-6"/>',
  backtest: '<path d="M2.5 13.5h11M4.5 11.5v-3M8 11.5V4.5M11.5 11.5V7"/>',
  add: '<path d="M8 3v10M3 8h10"/>',
  search: '<circle cx="7" cy="7" r="4.25"/><path d="m10.25 10.25 3.25 3.25"/>',
  running: '<circle cx="8" cy="8" r="5" fill="currentColor" stroke="none"/>',
  starting: '<circle cx="8" cy="8" r="5"/><path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor" stroke="none"/>',
  stopping:
    '<circle cx="8" cy="8" r="5"/><rect x="5.75" y="5.75" width="4.5" height="4.5" fill="currentColor" stroke="none"/>',
  stopped: '<rect x="3.5" y="3.5" width="9" height="9" rx="1"/>',
  restarting: '<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3"/>',
  faulted: '<path d="M8 2.5 14 13H2z"/><path d="M8 6.5v3M8 11.2v.1"/>',
  active: '<path d="M5 3.5v9l7.5-4.5z" fill="currentColor" stroke="none"/>',
  reducing: '<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.4"/>',
  halted: '<path d="M5.5 2.5h5l3 3v5l-3 3h-5l-3-3v-5z"/><path d="M5.5 8h5"/>',
  check: '<path d="m3 8.5 3.25 3.25L13 5"/>',
  circle: '<circle cx="8" cy="8" r="5" stroke-dasharray="2 2.2"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  clock: '<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3.2l2 1.3"/>',
  info: '<circle cx="8" cy="8" r="5.5"/><path d="M8 7.5v3.3M8 5.2v.1"/>',
  play: '<path d="M5 3.5v9l7.5-4.5z"/>',
  pause: '<path d="M5.5 4v8M10.5 4v8"/>',
  stop: '<rect x="4" y="4" width="8" height="8" rx="1"/>',
  flatten: '<path d="M2.5 8h11M8 2v3.5M6.5 4 8 5.5 9.5 4M8 14v-3.5M6.5 12 8 10.5 9.5 12"/>',
  reset: '<path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3"/>',
  node: '<rect x="2.5" y="3" width="11" height="4" rx="1"/><rect x="2.5" y="9" width="11" height="4" rx="1"/><path d="M5 5h.1M5 11h.1"/>',
  drain: '<path d="M8 2.5v7M4.75 6.5 8 9.75l3.25-3.25M3 13.25h10"/>',
  unreachable: '<path d="M2 6.5a8.5 8.5 0 0 1 12 0M4.5 9.2a5 5 0 0 1 7 0M8 12.5v.1M3 13 13 3"/>',
  arrow: '<path d="M3 8h9.5M9 4.5 12.5 8 9 11.5"/>',
  theme: '<circle cx="8" cy="8" r="5"/><path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor" stroke="none"/>',
  help: '<circle cx="8" cy="8" r="5.5"/><path d="M6.4 6.4a1.65 1.65 0 1 1 2.3 1.5c-.5.25-.7.6-.7 1.1M8 11.2v.1"/>',
  person: '<circle cx="8" cy="5.5" r="2.75"/><path d="M2.75 13.5c.6-2.7 2.6-4 5.25-4s4.65 1.3 5.25 4"/>',
  people:
    '<circle cx="6" cy="5.5" r="2.25"/><path d="M1.75 13c.5-2.4 2.1-3.5 4.25-3.5s3.75 1.1 4.25 3.5M10.5 3.5a2.25 2.25 0 0 1 0 4.1M12 10c1.3.5 2 1.5 2.25 3"/>',
  audit: '<path d="M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5"/>',
  lock: '<rect x="3.5" y="7" width="9" height="6.5" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
  more: '<path d="M8 3.5v.1M8 8v.1M8 12.5v.1" stroke-width="2.2"/>',
  live: '<circle cx="8" cy="8" r="2" fill="currentColor" stroke="none"/><path d="M4.5 11.5a5 5 0 0 1 0-7M11.5 4.5a5 5 0 0 1 0 7"/>',
} as const;

export type IconName = keyof typeof SHAPES;

/** The shape beside a word; hidden from those who hear the page, for the word says it. */
export const icon = (name: IconName, className = ''): Html =>
  html`<svg class="icon ${className}" width="16" height="16" aria-hidden="true"><use href="#i-${name}" /></svg>`;

/** The shapes themselves, once a page. */
export const iconSprite: Html = raw(
  `<svg width="0" height="0" class="sprite" aria-hidden="true">${Object.entries(SHAPES)
    .map(([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
);

/** The bare shape, to draw inside another picture. */
export const shape = (name: IconName): Html => raw(SHAPES[name]);
