// What must hold on every page, in any theme and width; told as a list of faults, empty when all is well.
// P1. A theme changes colours alone: in the dark one contrast is checked, everything in the light one.
// P2. What was looked at in all views is kept in out/screens for people to look at, wide in the light and narrow in the dark.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const noted = new WeakMap<Page, string[]>();

/** Notes page errors, console errors and policy violations from here on; call before the first `goto`. */
export const watchPage = async (page: Page): Promise<void> => {
  const notes: string[] = [];
  noted.set(page, notes);
  page.on('pageerror', (error) => notes.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      notes.push(`console: ${message.text()}`);
  });
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`,
  );
};

/** What was noted until now was about another page. */
export const forgetFaults = (page: Page): void => void noted.get(page)?.splice(0);

/** Every fault of the page as it stands: axe, policy, errors, inline styles and handlers, overflow, headings, ids, times, targets. */
export const checkPage = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe);
  return [
    ...(await axeFaults(page, TAGS)),
    ...(await page.evaluate<string[]>(SEEN)),
    ...(await markupFaults(page)),
    ...(noted.get(page) ?? ['watchPage was not called']),
  ];
};

/** Every fault of the page as it stands, wide and narrow, light and dark, each with its view; `name` is that of its pictures. */
export const checkViews = async (page: Page, name: string): Promise<readonly string[]> => {
  const before = page.viewportSize();
  const faults: string[] = [];
  await page.evaluate('scrollTo(0, 0)');
  await page.evaluate(axe);
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const isLight = colorScheme === 'light';
      const found = await axeFaults(page, isLight ? TAGS : ['color-contrast']); // P1
      if (isLight) found.push(...(await page.evaluate<string[]>(SEEN)));
      faults.push(...found.map((fault) => `${colorScheme} at ${width} px: ${fault}`));
      const path = join(SCREENS, `${fileName(name)}-${width}-${colorScheme}.png`);
      if (isLight === width > 1_000) await page.screenshot({ path, fullPage: true }); // P2
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before !== null) await page.setViewportSize(before);
  return [...faults, ...(await markupFaults(page)), ...(noted.get(page) ?? ['watchPage was not called'])];
};

const SCREENS = fileURLToPath(new URL('../../out/screens', import.meta.url));
const fileName = (name: string): string => name.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '');

const axeFaults = (page: Page, rules: readonly string[]): Promise<string[]> =>
  page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'], preload: false }).then((found) => found.violations.map((one) =>
    'axe ' + one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + node.any.map((check) => check.message).join(' ')).join(' | ')))`);

const markupFaults = async (page: Page): Promise<string[]> => {
  // Charts set styles through the object model, which the policy allows; the server's own markup has none.
  const markup = await (await page.request.get(page.url(), { headers: { accept: 'text/html' } })).text();
  const inline = markup.match(/\sstyle\s*=\s*"|\son[a-z]+\s*=\s*"|<script(?! src)|<style/gi) ?? [];
  return inline.map((found) => `inline: ${found}`);
};

const SEEN = `(() => {
  const faults = [];
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) faults.push('overflow: ' + over + ' px at ' + innerWidth);
  if (document.querySelectorAll('h1').length !== 1) faults.push('headings: ' + document.querySelectorAll('h1').length + ' h1');
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push('id twice: ' + id);
  for (const time of document.querySelectorAll('time')) if (!/(Z|[+-]\\d\\d:\\d\\d)$/.test(time.dateTime)) faults.push('time without zone: ' + time.outerHTML);
  if (/\\bNaN\\b|undefined|[-−]0\\.00\\b/.test(document.body.innerText)) faults.push('a value that is none: ' + /.{0,20}(NaN|undefined|[-−]0\\.00).{0,20}/.exec(document.body.innerText)?.[0]);
  for (const element of document.querySelectorAll('button, select, input:not([type=hidden]):not([type=checkbox])')) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.width < 24 || box.height < 24)) faults.push('small target: ' + element.outerHTML.slice(0, 120) + ' ' + box.width + ' × ' + box.height);
  }
  for (const chip of document.querySelectorAll('.chip')) if (!chip.querySelector('svg') || !chip.textContent.trim()) faults.push('state by colour alone: ' + chip.outerHTML);
  return faults;
})()`;
