import { html as honoHtml, raw as honoRaw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup whose text and attributes are escaped. */
export type Html = HtmlEscapedString;

/**
 * Markup from a template; values are escaped unless they are markup, `undefined`, `null` and booleans vanish, arrays are joined.
 * A break of the source with its indentation is one space; values are as they are.
 */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): Html =>
  // Hono answers a promise only when a value is one; here none is.
  honoHtml(compacted(strings), ...values) as Html;

/** Every template is one object for as long as the program runs. */
const known = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

const compacted = (strings: TemplateStringsArray): TemplateStringsArray => {
  let short = known.get(strings);
  if (short === undefined) {
    const parts = strings.map((part) => part.replaceAll(/\s*\n\s*/g, ' '));
    known.set(strings, (short = Object.assign(parts, { raw: strings.raw })));
  }
  return short;
};

/** Text that is markup already. */
export const raw = (text: string): Html => honoRaw(text);

export const NOTHING: Html = raw('');

/** An id that is unique on its page and safe in a selector: `subscription.A1` → `sub-subscription-A1`. */
export const domId = (prefix: string, address: string): string =>
  `${prefix}-${address.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`;
