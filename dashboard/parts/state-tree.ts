import { html, type Html } from '../html.ts';
import { plainText } from '../plain-text.ts';
import { isSecretName } from '../secrets.ts';

const DEPTH = 6;
const MOST = 200;

/** A state as nested names and values; what looks like a secret is not shown. */
export const stateTree = (value: unknown, depth = 0): Html => {
  if (value === null || value === undefined) return html`<span class="muted">none</span>`;
  if (typeof value === 'string') return html`<span class="value text">${value === '' ? '""' : value}</span>`;
  if (typeof value !== 'object') return html`<span class="value">${plainText(value)}</span>`;
  const entries = Array.isArray(value)
    ? value.map((one, index) => [String(index), one] as const)
    : Object.entries(value);
  if (entries.length === 0) return html`<span class="muted">empty</span>`;
  if (depth >= DEPTH) return html`<span class="muted">${entries.length} more</span>`;
  return html`<dl class="state ${depth === 0 ? 'root' : ''}">
    ${entries.slice(0, MOST).map(
      ([name, one]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${isSecretName(name) ? html`<span class="muted">hidden</span>` : stateTree(one, depth + 1)}</dd>
        </div>`,
    )}${
      entries.length > MOST
        ? html`<div>
            <dt>…</dt>
            <dd>${entries.length - MOST} more</dd>
          </div>`
        : ''
    }
  </dl>`;
};
