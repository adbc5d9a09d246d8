import type { ActorView } from '../../actors/views.ts';
import { span } from '../format.ts';
import { domId, html, type Html } from '../html.ts';
import { isRecord } from '../troupe-facts.ts';
import { heatMap } from './heat-map.ts';

/** What one account's positions have to do with each other, as its risk monitor says. */
export interface AccountCorrelations {
  readonly account: string;
  readonly periodMs: number;
  readonly least: number;
  readonly symbols: readonly string[];
  readonly periods: readonly number[];
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Accounts drawn at once; one that is asked for is drawn whatever it holds. */
const MOST_DRAWN = 4;

/** Of the account that is looked at, or of those that hold the most different things. */
export const correlationsOf = (
  actors: readonly ActorView[],
  account: string | undefined,
): readonly AccountCorrelations[] =>
  actors
    .flatMap(({ kind, state }) => (kind === 'risk-monitor' ? told(state) : []))
    .filter((one) => (account === undefined ? one.symbols.length > 1 : one.account === account))
    .sort((a, b) => b.symbols.length - a.symbols.length || (a.account < b.account ? -1 : 1))
    .slice(0, MOST_DRAWN);

/** Nodes of before say nothing of it. */
const told = (state: Readonly<Record<string, unknown>>): readonly AccountCorrelations[] => {
  const { account, correlations } = state;
  if (typeof account !== 'string' || !isRecord(correlations) || !Array.isArray(correlations['symbols'])) return [];
  return [{ account, ...(correlations as Omit<AccountCorrelations, 'account'>) }];
};

/** The heat maps of the Risk page. */
export const riskCorrelations = (all: readonly AccountCorrelations[], account: string | undefined): Html =>
  html`<section id="risk-correlations" class="panel" aria-labelledby="correlations-title">
    <h2 id="correlations-title">What moves together</h2>
    ${
      all.length === 0
        ? html`<p class="muted">
            ${account === undefined ? 'No account holds two things that could move together.' : html`${account} holds nothing just now.`}
            Each account’s risk monitor measures it while something is held.
          </p>`
        : all.map(one)
    }
  </section>`;

const one = ({ account, periodMs, least, symbols, periods, rows }: AccountCorrelations): Html =>
  html`<h3>${account}</h3>
    <p class="sub">
      Correlation of returns of ${span(periodMs)} each:
      ${symbols.map((symbol, index) => `${symbol} ${periods[index] ?? 0}`).join(', ')} of them known.
    </p>
    ${heatMap({
      id: domId('correlations', account),
      caption: `Correlations of what ${account} holds`,
      labels: symbols,
      rows,
      missing: `fewer than ${least} whole periods in common, or no change in them.`,
    })}`;
