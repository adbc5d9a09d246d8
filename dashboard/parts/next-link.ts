import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';

/** The ways on and back to the start of rows that are read by a cursor. */
export const nextLink = (path: string, next: string | null, { query }: Visit): Html => {
  const to = (after: string | null): string => {
    const asked = new URLSearchParams(query);
    asked.delete('after');
    if (after !== null) asked.set('after', after);
    return asked.size === 0 ? path : `${path}?${String(asked)}`;
  };
  if (next === null && query.get('after') === null) return NOTHING;
  return html`<nav class="pager" aria-label="Pages">
    ${query.get('after') === null ? NOTHING : html`<a class="button small" href="${to(null)}">First</a>`}${next === null ? NOTHING : html`<a class="button small" href="${to(next)}">Next</a>`}
  </nav>`;
};
