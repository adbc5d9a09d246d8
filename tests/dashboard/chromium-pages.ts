// Pages of one Chromium, for the cases of a file.
// P1. A case that does something gets a context of its own, with nothing of the case before it.
// P2. Cases that look at one page after another share a window: to open a window costs Chromium more than any page.
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { LOCAL_TOKEN } from '../support/fake-people.ts';
import { forgetFaults, watchPage } from './check-page.ts';
import { SESSION_COOKIE } from './dashboard-fixture.ts';

const WIDE = { width: 1440, height: 900 };
/** On a machine that has much else to do. */
const TIMEOUT_MS = 15_000;

/** Every page is watched for faults from its first request on (check-page.ts). */
export interface ChromiumPages {
  /** A page in a context of its own (P1). */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** The page of the shared window (P2). */
  look(url: string): Promise<Page>;
  /** Contexts that come from now on carry the session with this token. */
  carry(token: string): void;
  /** After each case: closes what it has opened, and empties the shared window. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** Its visitor carries a session, if a token is given: that of the admin whom tests know, unless told otherwise. */
export async function chromiumPages(token: string | null = LOCAL_TOKEN): Promise<ChromiumPages> {
  const browser = await launchChromium();
  const opened = new Set<BrowserContext>();
  let shared: Page | undefined;
  let carried = token;

  const contextOf = async (options: BrowserContextOptions): Promise<BrowserContext> => {
    const context = await browser.newContext(options);
    const where = { domain: '127.0.0.1', path: '/' };
    if (carried !== null) await context.addCookies([{ name: SESSION_COOKIE, value: carried, ...where }]);
    return context;
  };
  const pageOf = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    await watchPage(page);
    return page;
  };
  return {
    open: async (url, options = {}) => {
      const context = await contextOf({ viewport: WIDE, ...options });
      opened.add(context);
      const page = await pageOf(context);
      await page.goto(url);
      return page;
    },
    look: async (url) => {
      shared ??= await pageOf(await contextOf({ viewport: WIDE }));
      await shared.goto(url);
      return shared;
    },
    carry: (next) => (carried = next),
    leave: async () => {
      await Promise.all([...opened].map((context) => context.close()));
      opened.clear();
      if (shared === undefined || shared.url() === 'about:blank') return;
      await shared.goto('about:blank');
      await shared.mouse.move(0, 0); // what it hovered over, the next page would show as hovered over
      forgetFaults(shared);
    },
    close: () => browser.close(),
  };
}
