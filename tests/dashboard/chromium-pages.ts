// Pages of one Chromium, for the cases of a file.
// P1. A case that does something gets a context of its own, with nothing of the case before it.
// P2. Cases that look at one page after another in one view share its window: to open a window costs Chromium more than any page.
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { LOCAL_TOKEN } from '../support/fake-people.ts';
import { forgetFaults, watchPage } from './check-page.ts';
import { SESSION_COOKIE } from './dashboard-fixture.ts';

const WIDE = { width: 1440, height: 900 };
/** On a machine that has much else to do. */
const TIMEOUT_MS = 15_000;

export interface View {
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
}

/** Every page is watched for faults from its first request on (check-page.ts). */
export interface ChromiumPages {
  /** A page in a context of its own (P1). */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** The page of a view (P2). */
  look(url: string, view: View): Promise<Page>;
  /** Contexts that come from now on carry the session with this token. */
  carry(token: string): void;
  /** After each case: closes what it has opened, and empties the pages of views. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** Its visitor carries a session, if a token is given: that of the admin whom tests know, unless told otherwise. */
export async function chromiumPages(token: string | null = LOCAL_TOKEN): Promise<ChromiumPages> {
  const browser = await launchChromium();
  const opened = new Set<BrowserContext>();
  const views = new Map<string, Page>();
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
  const viewed = async (view: View): Promise<Page> => {
    const key = JSON.stringify(view);
    const page = views.get(key) ?? (await pageOf(await contextOf(view)));
    views.set(key, page);
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
    look: async (url, view) => {
      const page = await viewed(view);
      await page.goto(url);
      return page;
    },
    carry: (next) => (carried = next),
    leave: async () => {
      await Promise.all([...opened].map((context) => context.close()));
      opened.clear();
      for (const page of views.values()) {
        if (page.url() === 'about:blank') continue;
        await page.goto('about:blank');
        await page.mouse.move(0, 0); // what it hovered over, the next page would show as hovered over
        forgetFaults(page);
      }
    },
    close: () => browser.close(),
  };
}
