// What is measured of what some actors of the account hold: all of them, or those that a scope covers.
import type { Decimal } from '../../domain/decimal.ts';
import { decimal, ZERO } from '../../domain/decimal.ts';
import { type Exposure, exposureOf } from '../../domain/portfolio/exposure.ts';
import { portfolioHeat } from '../../domain/portfolio/heat.ts';
import type { Valuation } from '../../domain/portfolio/valuation.ts';
import { unrealizedPnl } from '../../domain/position.ts';
import type { MetricName } from '../../domain/risk/metric-catalog.ts';
import type { MetricReading } from '../../domain/risk/rule-evaluation.ts';
import type { ActionRule } from '../../domain/risk/rule.ts';
import type { AccountState, Lane, TradingActor } from '../account-state.ts';
import { correlationReadings } from './correlations.ts';
import { valued } from './held.ts';
import { laneVolatility } from './spike.ts';
import { valueAtRiskOf } from './value-at-risk.ts';

export type Readings = { [Metric in MetricName]?: readonly MetricReading[] };

/** Whose holdings, and what is theirs beside them. */
export interface Holders {
  readonly actors: readonly TradingActor[];
  /** Of these actors; NaN while it is not known. */
  readonly equity: number;
  /** What concentration is a share of. */
  readonly accountEquity: number;
}

/** Of their correlations only with the bar that ended a period of returns. */
export function holdingReadings(state: AccountState, holders: Holders, lane: Lane | undefined): Readings {
  const { actors, equity, accountEquity } = holders;
  const valuation = valued(state, actors);
  if (valuation === undefined) return {};
  const readings: Readings = profitReadings(state, actors);
  const hasRolled = lane !== undefined && state.watch.rolledBy === `${lane.stream}#${lane.position}`;
  if (hasRolled) readings.correlation = correlationReadings(state, valuation);
  if (accountEquity > 0) readings.concentration = concentrationReadings(valuation, accountEquity);
  if (!(equity > 0)) return readings;
  return {
    ...readings,
    ...exposureReadings(exposureOf(valuation, equity), valuation, equity),
    ...riskReadings(state, valuation, equity),
  };
}

// A cache of a pure function: the rules of a book are replaced whole.
const asked = new WeakMap<readonly ActionRule[], ReadonlySet<MetricName>>();

/** The metrics that rules look at. */
export function asksOf(rules: readonly ActionRule[]): ReadonlySet<MetricName> {
  let metrics = asked.get(rules);
  if (metrics === undefined) {
    metrics = new Set(rules.flatMap(({ enabled, condition }) => (enabled ? [condition.metric] : [])));
    asked.set(rules, metrics);
  }
  return metrics;
}

/** By symbol; of two lanes of one symbol the more volatile. */
export function volatilityReadings(state: AccountState, lanes: ReadonlySet<string> | undefined): MetricReading[] {
  const ratios = new Map<string, MetricReading>();
  for (const [stream, { last }] of state.watch.lanes) {
    if (lanes?.has(stream) === false) continue;
    const measured = laneVolatility(state, stream);
    if (measured === undefined || last === undefined) continue;
    const { volatility, average, ratio: value } = measured;
    const { symbol: of } = last;
    const before = ratios.get(of);
    if (before !== undefined && value <= Number(before.value)) continue;
    ratios.set(of, { of, value, inputs: { volatility, average, lane: stream } });
  }
  return [...ratios.values()];
}

/** The one reading of a scope. */
export const single = (
  value: MetricReading['value'],
  inputs: NonNullable<MetricReading['inputs']>,
): MetricReading[] => [{ of: '', value, inputs }];

function exposureReadings({ gross, net, currencies }: Exposure, valuation: Valuation, equity: number): Readings {
  const heat = portfolioHeat(valuation, equity);
  return {
    ...(heat !== null && { portfolioHeat: single(heat, { equity, positions: valuation.holdings.length }) }),
    grossExposure: single(gross / equity, { gross, equity }),
    netExposure: single(Math.abs(net) / equity, { net, equity }),
    currencyExposure: Object.entries(currencies).map(([of, value]) => ({
      ...{ of, value: Math.abs(value) / equity, inputs: { net: value, equity } },
    })),
  };
}

const concentrationReadings = ({ bySymbol }: Valuation, equity: number): MetricReading[] =>
  [...bySymbol.values()].map(({ symbol: of, value }) => ({
    ...{ of, value: Math.abs(value) / equity, inputs: { worth: value, equity } },
  }));

function riskReadings(state: AccountState, { bySymbol }: Valuation, equity: number): Readings {
  if (!asksOf(state.controls.rules).has('valueAtRisk95')) return {};
  const risk = valueAtRiskOf(state, [...bySymbol.values()]);
  return risk === null ? {} : { valueAtRisk95: single(risk / equity, { valueAtRisk: risk, equity }) };
}

/** What positions have lost since they were entered; called when each has a price. */
function profitReadings(state: AccountState, actors: readonly TradingActor[]): Readings {
  const asks = asksOf(state.controls.rules);
  if (!asks.has('openLoss') && !asks.has('positionLoss')) return {};
  let openLoss = ZERO;
  const bySymbol = new Map<string, { readonly loss: Decimal; readonly entered: Decimal }>();
  for (const { symbol, holding, lane } of actors) {
    if (holding.quantity.isZero()) continue;
    const loss = unrealizedPnl(holding, decimal(state.lanes.get(lane)!.price)).neg();
    const before = bySymbol.get(symbol) ?? { loss: ZERO, entered: ZERO };
    bySymbol.set(symbol, { loss: before.loss.add(loss), entered: before.entered.add(holding.cost.abs()) });
    openLoss = openLoss.add(loss);
  }
  return {
    openLoss: single(openLoss, { positions: bySymbol.size }),
    positionLoss: Array.from(bySymbol, ([of, { loss, entered }]) => ({
      ...{ of, value: loss.div(entered).toNumber(), inputs: { loss: String(loss), entered: String(entered) } },
    })),
  };
}
