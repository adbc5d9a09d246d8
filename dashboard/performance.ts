// How good something that trades was over a period: one way for the API and for the report.
import { reviveFill } from '../actors/domain/account-event.ts';
import type { PeriodBasis } from '../actors/domain/instrument.ts';
import { type Metrics, metricsOf } from '../actors/domain/metrics.ts';
import type { Fill } from '../actors/domain/order.ts';
import type { EquityRow } from '../actors/domain/record-rows.ts';
import { roundTrips } from '../actors/domain/trade.ts';
import type { TroupeReads } from './troupe-reads.ts';

/** Most points of an equity curve that is measured. */
export const POINTS = 10_000;

export interface Dates {
  /** ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const equityOf = (
  troupe: Pick<TroupeReads, 'equity'>,
  actor: string,
  { from, to }: Dates,
  points = POINTS,
): Promise<readonly EquityRow[]> =>
  troupe.equity({
    ...{ actor, points },
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  });

export const fillsOf = async (troupe: Pick<TroupeReads, 'sourceRecord'>, source: string): Promise<readonly Fill[]> =>
  (await troupe.sourceRecord({ source, points: 2 })).fills.map((fill) => reviveFill(fill as unknown as Fill));

/** The equity of something that trades and the figures it gives; none before the first equity. */
export const performanceOf = async (
  troupe: Pick<TroupeReads, 'equity' | 'sourceRecord'>,
  address: string,
  query: Dates & { readonly basis: PeriodBasis },
): Promise<{ readonly rows: readonly EquityRow[]; readonly values: Metrics | undefined }> => {
  const [rows, fills] = await Promise.all([equityOf(troupe, address, query), fillsOf(troupe, address)]);
  return { rows, values: figuresOf(rows, fills, query) };
};

/** Undefined without an equity in the period. */
export const figuresOf = (
  rows: readonly EquityRow[],
  all: readonly Fill[],
  { basis, from, to }: Dates & { readonly basis: PeriodBasis },
): Metrics | undefined => {
  const [first] = rows;
  if (first === undefined) return undefined;
  const [since, until] = [Date.parse(from ?? first.time), to === undefined ? Infinity : Date.parse(to)];
  const fills = all.filter(({ time }) => time >= since && time <= until);
  return metricsOf({
    ...{ initialEquity: Number(first.equity), startTime: Date.parse(first.time), basis },
    equity: Float64Array.from(rows, ({ equity }) => Number(equity)),
    times: Float64Array.from(rows, ({ time }) => Date.parse(time)),
    trades: roundTrips(all).filter(({ exitTime }) => exitTime >= since && exitTime <= until),
    commissionPaid: fills.reduce((sum, { commission }) => sum + commission.toNumber(), 0),
    tradedNotional: fills.reduce((sum, { price, quantity }) => sum + price.mul(quantity).toNumber(), 0),
    exposedBars: rows.filter(({ quantity }) => Number(quantity) !== 0).length,
  });
};
