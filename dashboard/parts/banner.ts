// What does not work just now, on every page: what it means for trading, and when it ends.
import type { StatusView } from '../../actors/cluster-views.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { icon } from './icon.ts';

interface Meaning {
  readonly mood: 'bad' | 'warn';
  readonly subject: string;
  readonly text: string;
}

/** Parts that matter to whoever looks, whatever the page; actors and feeds are told of where they are shown. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  postgres: {
    mood: 'bad',
    subject: 'PostgreSQL is away',
    text: 'Nobody orders until it is back; then everything resumes by itself.',
  },
  nats: {
    mood: 'bad',
    subject: 'NATS is away',
    text: 'Commands to actors of other nodes fail until it is back; trading on each node goes on.',
  },
  freshness: { mood: 'warn', subject: 'Redis is away', text: 'Trading is not touched.' },
  packets: {
    mood: 'warn',
    subject: 'Packets were refused',
    text: 'They were not signed by a node of this cluster, or had been sent before; none was obeyed.',
  },
};

/** One line for each part that is not well; empty when all are. */
export const banner = (status: StatusView | undefined): Html => {
  const troubles = (status?.parts ?? []).flatMap(({ part, ok, detail }) => {
    const meaning = MEANINGS[part];
    return ok || meaning === undefined ? [] : [{ part, detail, ...meaning }];
  });
  return html`<div id="banner" class="banner" role="status" aria-label="What does not work">
    ${troubles.map(
      ({ part, detail, mood, subject, text }) =>
        html`<div id="trouble-${part}" class="trouble ${mood}">
          ${icon(mood === 'bad' ? 'faulted' : 'info')}
          <p>
            <strong>${subject}.</strong>
            ${text}${saysMore(part, detail)}${part === 'packets' ? html` <a href="/topology">See the nodes</a>` : NOTHING}
          </p>
        </div>`,
    )}
  </div>`;
};

/** What the part itself says beyond what its meaning says already. */
const saysMore = (part: string, detail: string): Html => {
  const words = detail.replace(/^[^:]*is away: ?/, '').replace(/^packets dropped: /, 'Dropped so far: ');
  if (words === '' || part === 'postgres' || part === 'nats') return NOTHING;
  return html` <span>${words.charAt(0).toUpperCase()}${words.slice(1)}.</span>`;
};
