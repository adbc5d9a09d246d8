import { may } from '../actors/domain/people/caller.ts';
import { html, type Html, NOTHING } from './html.ts';
import type { Assets } from './http/assets.ts';
import type { Visitor } from './http/visitor.ts';
import type { AnyPage } from './page.ts';
import { icon, iconSprite } from './parts/icon.ts';
import { permitted } from './parts/permitted.ts';
import { paperMark } from './parts/status.ts';
import { userMenu } from './parts/user-menu.ts';

export interface Shell {
  readonly title: string;
  /** What does not work just now. */
  readonly banner?: Html;
  readonly body: Html;
  readonly path: string;
  /** Path and query to come back to. */
  readonly url: string;
  readonly visitor: Visitor;
  readonly assets: Assets;
  readonly pages: readonly AnyPage[];
  /** Address of the page's live stream; none for an error's page. */
  readonly stream?: string | undefined;
}

const HTMX_CONFIG = JSON.stringify({
  history: false,
  includeIndicatorCSS: true,
  noSwap: [204, 304, 400, 401, 403, 404, 409, 413, 415, 421, '5xx'],
  sse: { reconnectDelay: 250, reconnectMaxDelay: 2000 },
});

/** The frame around every page. */
export const layout = (shell: Shell): Html =>
  html`<!doctype html>
    <html lang="en" data-theme="${shell.visitor.theme}" data-zone="${shell.visitor.zone}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="csrf-token" content="${shell.visitor.csrf}" />
        <meta name="htmx-config" content="${HTMX_CONFIG}" />
        <title>${shell.title} · Troupe</title>
        <link rel="icon" href="${shell.assets.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${shell.assets.style}" />
        <script src="${shell.assets.script}" defer></script>
      </head>
      <body>
        ${iconSprite}
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/" aria-label="Troupe: overview"
            ><svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
              <circle cx="6" cy="7" r="3" />
              <circle cx="16" cy="7" r="3" />
              <circle cx="11" cy="15.5" r="3" />
              <path d="M6 7h10l-5 8.5z" /></svg
            ><span>Troupe</span></a
          >
          ${paperMark} ${shell.visitor.name === '' ? html`<span class="search"></span>` : searchForm}
          <div class="tools">
            ${liveTools(shell)} ${zoneForm(shell)} ${themeForm(shell)}
            <button
              type="button"
              class="tool icon-only script-only"
              data-open="help"
              aria-label="Help and keyboard shortcuts"
            >
              ${icon('help')}
            </button>
            ${userMenu(shell)}
          </div>
        </header>
        <nav class="menu" aria-label="Pages">${shell.pages.map((page) => menuItem(page, shell))}</nav>
        <main id="main" tabindex="-1">
          ${shell.banner ?? NOTHING}
          <div id="notices" role="alert"></div>
          ${shell.body}
          <footer class="foot">
            <p>
              Paper trading: no order leaves this machine. Times are
              ${shell.visitor.zone === 'UTC' ? 'UTC' : shell.visitor.zone}. Charts by
              <a href="https://www.tradingview.com/lightweight-charts/">TradingView Lightweight Charts</a> and
              <a href="https://github.com/leeoniya/uPlot">uPlot</a>.
            </p>
          </footer>
        </main>
        <div id="toasts" role="status" aria-live="polite"></div>
        ${confirmDialog}${helpDialog(shell)}
        ${shell.stream === undefined ? NOTHING : html`<div id="stream" hx-sse:connect="${shell.stream}" hx-swap="none" hx-trigger="load, every 3s" hidden></div>`}
      </body>
    </html>`;

const searchForm = html`<form class="search" role="search" action="/actors" method="get">
  <label class="quiet" for="search">Search actors</label>${icon('search')}<input
    id="search"
    type="search"
    name="q"
    placeholder="Search actors"
    autocomplete="off"
    spellcheck="false"
    maxlength="100"
  /><kbd aria-hidden="true">/</kbd>
</form>`;

const menuItem = (page: AnyPage, { path, visitor }: Shell): Html => {
  if (!page.menu || page.needs === 'anybody' || !may(visitor.caller, page.needs)) return NOTHING;
  const current =
    page.path === '/' || page.path === '/strategies/new'
      ? path === page.path
      : path !== '/strategies/new' && (path === page.path || path.startsWith(`${page.path}/`));
  return html`<a href="${page.path}" ${current ? html` aria-current="page"` : NOTHING}
    >${icon(page.menu.icon)}<span>${page.menu.label}</span></a
  >`;
};

const liveTools = (shell: Shell): Html =>
  shell.stream === undefined
    ? NOTHING
    : html`<span id="live-badge" class="badge script-only" role="status" data-state="connecting"
          >${icon('live')}<span class="word">Connecting</span></span
        ><button
          type="button"
          id="live-pause"
          class="tool script-only"
          aria-pressed="false"
          aria-label="Pause live updates"
        >
          ${icon('pause')}<span class="word">Pause</span>
        </button>`;

const zoneForm = ({ visitor, url }: Shell): Html => {
  const local = visitor.zone !== 'UTC';
  return html`<form method="post" action="/preferences" class="inline" data-zone-form>
    <input type="hidden" name="_csrf" value="${visitor.csrf}" /><input
      type="hidden"
      name="return"
      value="${url}"
    /><input type="hidden" name="localZone" value="${visitor.localZone ?? ''}" /><button
      class="tool"
      name="zone"
      value="${local ? 'UTC' : (visitor.localZone ?? 'UTC')}"
      aria-label="Times are ${local ? 'local' : 'UTC'}; show them in ${local ? 'UTC' : 'local time'}"
    >
      ${icon('clock')}<span class="word">${local ? 'Local' : 'UTC'}</span>
    </button>
  </form>`;
};

const themeForm = ({ visitor, url }: Shell): Html => {
  const next = visitor.theme === 'auto' ? 'dark' : visitor.theme === 'dark' ? 'light' : 'auto';
  return html`<form method="post" action="/preferences" class="inline">
    <input type="hidden" name="_csrf" value="${visitor.csrf}" /><input
      type="hidden"
      name="return"
      value="${url}"
    /><button
      class="tool icon-only"
      name="theme"
      value="${next}"
      aria-label="Theme is ${visitor.theme}; switch to ${next}"
    >
      ${icon('theme')}
    </button>
  </form>`;
};

const confirmDialog = html`<dialog id="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text">
  <h2 id="confirm-title">Are you sure?</h2>
  <p id="confirm-text"></p>
  <form method="dialog" class="row end">
    <button class="button" value="no" id="confirm-no">Cancel</button
    ><button class="button danger solid" value="yes" id="confirm-yes">Confirm</button>
  </form>
</dialog>`;

/** As keys.js leads there. */
const PLACES = [
  ['o', '/'],
  ['s', '/strategies'],
  ['c', '/copy'],
  ['a', '/actors'],
  ['t', '/topology'],
  ['r', '/risk'],
] as const;

const helpDialog = (shell: Shell): Html =>
  html`<dialog id="help" aria-labelledby="help-title">
    <h2 id="help-title">Help</h2>
    <dl class="keys">
      <div>
        <dt><kbd>/</kbd></dt>
        <dd>Search actors</dd>
      </div>
      ${PLACES.map(([key, path]) => {
        const page = shell.pages.find((one) => one.path === path);
        if (page?.menu === undefined || page.needs === 'anybody' || !may(shell.visitor.caller, page.needs))
          return NOTHING;
        return html`<div>
          <dt><kbd>g</kbd> <kbd>${key}</kbd></dt>
          <dd>${page.menu.label}</dd>
        </div>`;
      })}
      <div>
        <dt><kbd>n</kbd></dt>
        <dd>New strategy</dd>
      </div>
      <div>
        <dt><kbd>p</kbd></dt>
        <dd>Pause or resume live updates</dd>
      </div>
      <div>
        <dt><kbd>?</kbd></dt>
        <dd>This help</dd>
      </div>
      <div>
        <dt><kbd>Esc</kbd></dt>
        <dd>Close a dialog</dd>
      </div>
    </dl>
    <p>
      <strong>Lifecycle</strong> is the supervisor’s: starting, running, stopping, stopped, restarting, faulted.
      <strong>Trading state</strong> is risk’s: Active trades, Reducing only closes (Pause asks for it), Halted stays
      until Reset.
    </p>
    ${permitted(shell, 'trade:command', html`<p><a href="/?steps=shown">Show the first steps again</a></p>`)}
    <form method="dialog" class="row end">
      <label class="check"><input type="checkbox" id="shortcuts" checked />Keyboard shortcuts</label
      ><button class="button" autofocus>Close</button>
    </form>
  </dialog>`;
