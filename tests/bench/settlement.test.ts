import { describe, expect, it } from 'vitest';
import { lostBetween, VenueTally, type Books } from '../../bench/cluster/settlement.ts';
import type { VenueLine } from '../../bench/chaos/venue/venue-line.ts';

let seq = 0;
const accepted = (clientOrderId: string, outcome = 'accepted'): VenueLine =>
  ({ kind: 'submit', outcome, clientOrderId, account: 'a', events: [], seq: (seq += 1), at: '' }) as never;
const filled = (fillId: string): VenueLine =>
  ({ kind: 'advance', outcome: 'matched', events: [{ kind: 'filled', fill: { fillId } }], seq: (seq += 1) }) as never;
const books = (orders: Record<string, string>, fills: string[] = []): Books => ({
  orders: Object.entries(orders).map(([clientOrderId, state]) => ({ clientOrderId, state })),
  fills,
});
const tallyOf = (...lines: VenueLine[]): VenueTally => {
  const tally = new VenueTally();
  tally.take(lines);
  return tally;
};
const lost = (tally: VenueTally, before: Books, more: { after?: Books; isSettled?: boolean } = {}) =>
  lostBetween({ before, tally, after: before, isSettled: true, ...more });

describe('the settlement of a failover', () => {
  it('finds nothing where both sides have the same, a repeated answer included', () => {
    const tally = tallyOf(accepted('x'), accepted('x', 'duplicate'), filled('f'));
    expect(lost(tally, books({ x: 'FILLED' }, ['f']))).toEqual([]);
    expect(tally.duplicates).toEqual([]);
  });

  it('counts an order that is taken in twice and a fill that happens twice', () => {
    const tally = tallyOf(accepted('x'), accepted('x'), filled('f'), filled('f'));
    expect(tally.duplicates).toEqual(['x', 'f']);
  });

  it('misses an order that the database has at the venue and the venue never saw', () => {
    expect(lost(tallyOf(), books({ x: 'ACCEPTED' }))).toEqual(['order x is ACCEPTED, the venue never saw it']);
  });

  it('misses an order that only the venue knows', () => {
    expect(lost(tallyOf(accepted('x')), books({}))).toEqual(['order x is at the venue alone']);
  });

  it('misses a fill that one side alone has', () => {
    const tally = tallyOf(accepted('x'), filled('f'));
    expect(lost(tally, books({ x: 'ACCEPTED' }, []))).toEqual(['fill f was never booked']);
    expect(lost(tallyOf(accepted('x')), books({ x: 'FILLED' }, ['g']))).toEqual(['fill g was never made by the venue']);
  });

  it('takes what is under way for no fault, until nothing ought to be', () => {
    const tally = tallyOf(accepted('x'), filled('f'));
    const now = books({ x: 'ACCEPTED', y: 'SUBMITTED' });
    expect(lost(tally, now, { isSettled: false })).toEqual([]);
    expect(lost(tally, now)).toEqual(['order y is SUBMITTED, the venue never saw it', 'fill f was never booked']);
  });

  it('leaves alone what was never to be sent', () => {
    expect(lost(tallyOf(), books({ x: 'DENIED', y: 'CANCELED' }))).toEqual([]);
  });
});
