// Each promise is broken once in a log that is otherwise sound: an oracle that overlooks it is worth nothing.
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { fillModel } from '../../../../actors/domain/fill-model.ts';
import type { Order } from '../../../../actors/domain/order.ts';
import { readOracle, type OracleOptions } from '../../../../bench/chaos/venue/oracle.ts';
import type { Asker, VenueDeed, VenueLine } from '../../../../bench/chaos/venue/venue-line.ts';
import { VenueTruth } from '../../../../bench/chaos/venue/venue-truth.ts';
import { barAt, fundsOf, LANE, resting } from '../../../adapters/brokers/venue-scene.ts';
import { anInstrument, anOrder } from '../../../support/domain-builders.ts';

const venue = () => new VenueTruth({ model: fillModel(), instrumentOf: () => anInstrument({ lotSize: decimal(1) }) });

const at = (position: number, truth: VenueTruth, funds = fundsOf()): VenueDeed =>
  truth.advance({ account: 'a1', lane: LANE, position, bar: barAt(position, {}), funds }).deed;

/** The deeds as the log file would hold them. */
const logOf = (...deeds: (VenueDeed & Asker)[]): VenueLine[] =>
  deeds.map((deed, index) => JSON.parse(JSON.stringify({ seq: index + 1, at: '', ...deed })) as VenueLine);

const soundDeeds = (order: Order = anOrder()): [VenueDeed, VenueDeed, VenueDeed] => {
  const truth = venue();
  return [truth.restore('a1', []).deed, truth.submit(order).deed, at(1, truth)];
};
const violationsOf = (lines: VenueLine[], options?: OracleOptions): readonly string[] =>
  readOracle(lines, options).violations;

it('counts what happened, and finds nothing wrong with it', () => {
  const truth = venue();
  const deeds = [truth.restore('a1', []).deed, truth.submit(anOrder()).deed, truth.submit(anOrder()).deed];
  expect(readOracle(logOf(...deeds, at(1, truth), at(1, truth)))).toEqual({
    ...{ orders: 1, fills: 1, repetitions: 2, stale: [], violations: [] },
  });
});

describe('finds', () => {
  it('an order that was accepted twice', () => {
    const [opened, order, filled] = soundDeeds();
    expect(violationsOf(logOf(opened, order, order, filled))).toEqual(['line 3: I2: T-1 was accepted twice']);
  });

  it('a fill that happened twice, which also fills beyond the order', () => {
    const [opened, order, filled] = soundDeeds();
    expect(violationsOf(logOf(opened, order, filled, filled))).toEqual([
      'line 4: I2: fill T-1-1-1 happened twice',
      'line 4: T-1 filled beyond its quantity',
    ]);
  });

  it('a fill of an order that was never accepted', () => {
    const [opened, , filled] = soundDeeds();
    expect(violationsOf(logOf(opened, filled))).toEqual([
      'line 2: fill T-1-1-1 is of an order that was never accepted',
    ]);
  });

  it('another order under the same id', () => {
    const truth = venue();
    const deeds = [truth.submit(anOrder()).deed, truth.submit(anOrder({ quantity: 11 })).deed];
    expect(violationsOf(logOf(...deeds))).toEqual(['line 2: I2: T-1 was sent again as another order']);
  });

  it('an order that an account believes in and the venue never saw', () => {
    const truth = venue();
    truth.restore('a1', []);
    expect(violationsOf(logOf(truth.restore('a1', [resting(anOrder())]).deed))).toEqual([
      'line 1: lost: a1 believes in T-1, which the venue never saw',
    ]);
    const adopted = logOf(venue().restore('a1', [resting(anOrder())]).deed);
    expect(violationsOf(adopted)).toEqual(['line 1: a1 brought 1 orders that the venue never saw']);
    expect(violationsOf(adopted, { mayAdopt: true })).toEqual([]);
  });

  it('a bar that an order missed, and an order that its account forgot', () => {
    const truth = venue();
    const order = truth.submit(anOrder()).deed;
    expect(violationsOf(logOf(order, at(2, truth, {})))).toEqual([
      `line 2: I5: ${LANE}#2 jumped over a bar of T-1`,
      'line 2: I3: a1 does not know its open orders T-1',
    ]);
  });

  it('a line that is missing', () => {
    expect(violationsOf(logOf(...soundDeeds()).toSpliced(1, 1))).toContain(
      'line 3: I5: the line before has the number 1',
    );
  });

  it('an order beyond the limits in force, by its limit or by the close it was decided on', () => {
    const limitsOf = () => ({ maxOrderNotional: '1000' });
    const closeOf = (_lane: string, position: number) => (position === 0 ? 101 : 100);
    const byClose = logOf(...soundDeeds());
    expect(violationsOf(byClose, { limitsOf, closeOf })).toEqual(['line 2: I6: T-1 is worth 1010, a1 may 1000']);
    const within = logOf(...soundDeeds(anOrder({ type: 'LIMIT', limitPrice: 100 })));
    expect(violationsOf(within, { limitsOf, closeOf })).toEqual([]);
    expect(violationsOf(byClose, { limitsOf: () => undefined, closeOf })).toEqual([]);
  });

  it('more open orders than an account may have; what only reduces does not count', () => {
    const truth = venue();
    const orders = [
      anOrder({ clientOrderId: 'A' }),
      anOrder({ clientOrderId: 'B', reduceOnly: true }),
      anOrder({ clientOrderId: 'C' }),
    ];
    const deeds = orders.map((order) => truth.submit(order).deed);
    expect(violationsOf(logOf(...deeds), { limitsOf: () => ({ maxOpenOrders: 1 }) })).toEqual([
      'line 3: I6: a1 has 3 open orders, it may 1',
    ]);
  });

  it('an order of a node whose epoch was over', () => {
    const [opened, order, filled] = soundDeeds();
    const lines = logOf({ ...opened, node: 'w2', epoch: 3 }, { ...order, node: 'w1', epoch: 2 }, filled);
    expect(readOracle(lines)).toMatchObject({ stale: ['T-1'], violations: [] });
  });

  it('a request that was refused', () => {
    const refused: VenueDeed = { kind: 'refused', request: 'advance', type: 'UNEXPECTED', message: 'no' };
    expect(violationsOf(logOf(refused))).toEqual(['line 1: advance was refused: UNEXPECTED: no']);
  });
});
