import { age } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import type { Restrainer } from '../restrainers.ts';
import { scopeWords } from './scope-fields.ts';
import { tradingChip } from './status.ts';

/** Why an actor may not trade freely, by whom and since when; nothing for one that may. */
export const restrainerList = (restrainers: readonly Restrainer[], visit: Visit): Html => {
  if (restrainers.length === 0) return NOTHING;
  return html`<ul class="why" aria-label="Why it may not trade freely">
    ${restrainers.map(
      ({ from, state, reason, by, since, flatten }) =>
        html`<li>
          ${tradingChip(state)}<span
            ><strong>${flatten ? 'Flatten of ' : NOTHING}${fromWords(from)}</strong
            >${reason === '' ? NOTHING : `: ${reason}`}</span
          ><span class="sub"
            >${by === null ? NOTHING : html`by ${by} `}${since === null ? NOTHING : html`${age(since, visit.now)} · `}<a
              href="/risk"
              >${from === 'actor' || from === 'account' ? 'See all of Risk' : 'See and reset it on Risk'}</a
            ></span
          >
        </li>`,
    )}
  </ul>`;
};

const fromWords = (from: string): string => {
  if (from === 'actor') return 'Said to it alone';
  return from === 'account' ? 'Said to its account' : scopeWords(from);
};
