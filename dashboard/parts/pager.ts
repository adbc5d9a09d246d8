import { count } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';

const PAGE_ROWS = 100;

/** The part of many rows that one page shows. */
export interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly page: number;
  readonly pages: number;
  /** On all pages. */
  readonly matching: number;
}

/** The rows of the page that the address asks for (`page=2`), the last one at most. */
export const paged = <Row>(rows: readonly Row[], query: URLSearchParams): Paged<Row> => {
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const page = Math.min(pages, Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1));
  return { rows: rows.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS), page, pages, matching: rows.length };
};

/** How many there are, and the ways to the pages before and after. */
export const pager = (
  { page, pages, matching }: Paged<unknown>,
  options: { readonly id: string; readonly total: number; readonly what: string; readonly visit: Visit },
): Html => {
  const { id, total, what, visit } = options;
  const to = (number: number): string => {
    const query = new URLSearchParams(visit.query);
    query.set('page', String(number));
    return `${visit.url.split('?')[0] ?? ''}?${String(query)}`;
  };
  return html`<nav id="${id}" class="pager" aria-label="Pages of ${what}">
    <span>${count(matching)} of ${count(total)} ${what}${pages > 1 ? `, page ${page} of ${pages}` : ''}</span
    >${page > 1 ? html`<a class="button small" href="${to(page - 1)}">Previous</a>` : NOTHING}${page < pages ? html`<a class="button small" href="${to(page + 1)}">Next</a>` : NOTHING}
  </nav>`;
};
