import { html as honoHtml, raw as honoRaw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup whose text and attributes are escaped. */
export type Html = HtmlEscapedString;

/** Markup from a template; values are escaped unless they are markup, `undefined`, `null` and booleans vanish, arrays are joined. */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html =>
  // Hono answers a promise only when a value is one; here none is.
  honoHtml(strings, ...values) as Html;

/** Text that is markup already. */
export const raw = (text: string): Html => honoRaw(text);

export const NOTHING: Html = raw('');

/** An id that is unique on its page and safe in a selector: `subscription.A1` → `sub-subscription-A1`. */
export const domId = (prefix: string, address: string): string =>
  `${prefix}-${address.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`;

/** Markup as it is sent: a break of the source with its indentation is one space. */
export const compact = (markup: Html): string => String(markup).replaceAll(/\s*\n\s*/g, ' ');
