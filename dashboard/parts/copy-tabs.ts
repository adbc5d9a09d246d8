import { html, type Html, NOTHING } from '../html.ts';

const TABS = [
  ['/copy', 'Providers'],
  ['/copy/following', 'Following'],
  ['/copy/broadcasting', 'Broadcasting'],
] as const;

/** The ways between the pages of copying. */
export const copyTabs = (current: (typeof TABS)[number][0]): Html =>
  html`<nav class="tabs" aria-label="Copy trading">
    ${TABS.map(([path, label]) => html`<a href="${path}" ${path === current ? html` aria-current="page"` : NOTHING}>${label}</a>`)}
  </nav>`;

/** Where a page below those stands. */
export const copyCrumbs = (steps: readonly (readonly [path: string, label: string])[], here: string): Html =>
  html`<nav class="crumbs" aria-label="Where you are">
    <a href="/copy">Copy</a>
    ${steps.map(([path, label]) => html`<span aria-hidden="true">/</span> <a href="${path}">${label}</a> `)}<span
      aria-hidden="true"
      >/</span
    >
    <span>${here}</span>
  </nav>`;
