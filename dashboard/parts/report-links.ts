import { html, type Html } from '../html.ts';

const FILES = [
  ['fills', 'Fills'],
  ['orders', 'Orders'],
  ['trades', 'Round trips'],
  ['statement', 'Statement'],
] as const;

/** Files of all that an actor, or an account, has done; of a period if one is given. */
export const reportLinks = (
  of: { readonly actor: string } | { readonly account: string },
  dates: { readonly from?: string; readonly to?: string } = {},
): Html => {
  const query = (format: string): string => String(new URLSearchParams({ ...of, ...dates, format }));
  return html`<ul class="files" aria-label="Files">
    ${FILES.map(
      ([path, label]) =>
        html`<li>
          ${label}: <a href="/api/v1/reports/${path}?${query('csv')}">CSV<span class="quiet"> of ${label}</span></a>
          <a href="/api/v1/reports/${path}?${query('json')}">JSON<span class="quiet"> of ${label}</span></a>
        </li>`,
    )}
  </ul>`;
};
