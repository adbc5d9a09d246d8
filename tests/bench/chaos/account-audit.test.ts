import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import type { Order } from '../../../actors/domain/order.ts';
import type { Control, Restrict } from '../../../actors/domain/risk/control.ts';
import { parseRiskLimits } from '../../../actors/domain/risk/limit-value.ts';
import { AccountAudit } from '../../../bench/chaos/account-audit.ts';
import { anOrder, T0 } from '../../support/domain-builders.ts';

const LANE = 'bars.ACME.1m';

const audit = (limits: object = {}): AccountAudit =>
  new AccountAudit({
    ...{ account: 'a1', owner: 'ann', deposit: '2000', limits: parseRiskLimits(limits) },
    ...{ strategyOf: () => 'strategy.s1', closeOf: () => 100 },
  });

let numbers = 0;
const entry = (more: Partial<Parameters<typeof anOrder>[0]> = {}): Order =>
  anOrder({ clientOrderId: `T-${(numbers += 1)}`, lane: LANE, quantity: 5, ...more });

const admitted = (order: Order): AccountEvent => json({ type: 'order.initialized', order, reserved: order.quantity });

const taken = (seq: number, control: Partial<Restrict> = {}): AccountEvent => ({
  type: 'control.taken',
  seq,
  control: {
    ...{ kind: 'restrict', scope: 'platform', state: 'HALTED', flatten: false, reason: 'storm', by: 'eve', at: T0 },
    ...control,
  },
});

const limited = (seq: number, scope: string, limit: string, value: unknown, version = 1): AccountEvent => ({
  type: 'control.taken',
  seq,
  control: {
    kind: 'limit',
    entry: { scope, limit, value, version, by: 'eve', at: T0, reason: 'x', approvedBy: null },
  } as Control,
});

const filled = (order: Order, quantity = 5): AccountEvent => {
  const { clientOrderId, actor, account, instrument, side, lane } = order;
  const fill = {
    ...{ fillId: `${clientOrderId}-1`, clientOrderId, actor, account, instrument, side, lane, position: 1, time: T0 },
    ...{ price: '100', quantity: String(quantity), commission: '0' },
  };
  return { type: 'order.filled', fill, done: true, transactionId: 't', postings: [] } as unknown as AccountEvent;
};

function found(one: AccountAudit, ...events: readonly AccountEvent[]): string[] {
  for (const event of events) one.take(event);
  return one.found.map((what) => what.replace(/T-\d+/g, 'T'));
}

const canceled = ({ clientOrderId }: Order): AccountEvent => ({
  ...{ type: 'order.canceled', clientOrderId, reason: '', time: T0 },
});

const follows = (): AccountEvent =>
  json({
    ...{ type: 'allocation.made', actor: anOrder().actor, lane: LANE, instrument: 'ACME', amount: '2000', time: T0 },
    ...{ provider: 'provider.p1', transactionId: 't', postings: [] },
  });

describe('the audit finds what an account lets a follower do', () => {
  it('while its provider is halted, and not while another one is', () => {
    expect(found(audit(), follows(), taken(1, { scope: 'provider:p2' }), admitted(entry()))).toEqual([]);
    expect(found(audit(), follows(), taken(1, { scope: 'provider:p1' }), admitted(entry()))).toHaveLength(1);
    expect(found(audit(), taken(1, { scope: 'provider:p1' }), admitted(entry()))).toEqual([]);
  });

  it('beyond a limit that its equity without fees would have let past', () => {
    const postings = [{ book: 'CASH', actor: anOrder().actor, currency: 'USD', amount: '-1500' }];
    const fees = json({ type: 'fee.charged', postings });
    const limit = { maxGrossExposure: 0.5 };
    expect(found(audit(limit), follows(), admitted(entry()))).toEqual([]);
    expect(found(audit(limit), follows(), fees, admitted(entry()))).toEqual([
      expect.stringContaining('gross exposure'),
    ]);
  });
});

describe('the audit finds nothing in an account', () => {
  it('that lets entries in before a halt and after its reset, and what reduces at any time', () => {
    const events = [admitted(entry()), taken(1), admitted(entry({ reduceOnly: true }))];
    expect(found(audit(), ...events, taken(2, { state: 'ACTIVE' }), admitted(entry()))).toEqual([]);
  });

  it('that is halted in another place than the order is about', () => {
    const others = [
      { scope: 'user:bob' },
      { scope: 'account:a2' },
      { scope: 'strategy:strategy.s2' },
      { scope: 'instrument:OTHER' },
      { scope: 'node:n1', accounts: ['a2'] },
    ];
    const events = others.map((other, index) => taken(index + 1, other));
    expect(found(audit(), ...events, admitted(entry()))).toEqual([]);
  });

  it('that keeps to its limits, counting what has filled and what is done no more', () => {
    const one = audit({ maxOpenOrders: 1, maxOrderNotional: '500', maxGrossExposure: 0.5 });
    const [first, second, third] = [entry(), entry(), entry()];
    const events = [admitted(first), filled(first), admitted(second), canceled(second), admitted(third)];
    expect(found(one, ...events)).toEqual([]);
  });
});

describe('the audit finds', () => {
  it.each(['HALTED', 'REDUCING'] as const)('an entry that was let in while %s', (state) => {
    expect(found(audit(), taken(1, { state }), admitted(entry()))).toEqual([
      `I6: risk-monitor.a1 let T in while it was ${state} (storm)`,
    ]);
  });

  it('a control that was passed over', () => {
    expect(found(audit(), taken(1), taken(3))).toEqual(['I5: risk-monitor.a1 took control 3 after 1']);
  });

  it('an order beyond a limit of its own, and beyond one that the supervisor has set, from then on', () => {
    const own = audit({ maxOrderNotional: '400' });
    expect(found(own, admitted(entry()))).toEqual(['I6: risk-monitor.a1 let T in: worth 500, it may 400']);
    const live = [admitted(entry()), limited(1, 'user:ann', 'maxOrderNotional', '400'), admitted(entry())];
    expect(found(audit(), ...live)).toEqual(['I6: risk-monitor.a1 let T in: worth 500, it may 400']);
    const lifted = limited(2, 'user:ann', 'maxOrderNotional', null, 2);
    expect(found(audit(), limited(1, 'user:ann', 'maxOrderNotional', '400'), lifted, admitted(entry()))).toEqual([]);
  });

  it('one more open order than there may be; what only reduces does not count', () => {
    const events = [admitted(entry()), admitted(entry({ reduceOnly: true })), admitted(entry())];
    expect(found(audit({ maxOpenOrders: 1 }), ...events)).toEqual([
      'I6: risk-monitor.a1 let T in: open orders 2, it may 1',
    ]);
  });

  it('orders that together come to what none alone does, whether they rest or have filled', () => {
    const one = entry({ actor: 'subscription.a' });
    const other = entry({ actor: 'subscription.b' });
    const what = ['I6: risk-monitor.a1 let T in: gross exposure 1000, it may 800'];
    expect(found(audit({ maxGrossExposure: 0.4 }), admitted(one), admitted(other))).toEqual(what);
    expect(found(audit({ maxGrossExposure: 0.4 }), admitted(one), filled(one), admitted(other))).toEqual(what);
  });
});

const json = (event: unknown): AccountEvent => JSON.parse(JSON.stringify(event)) as AccountEvent;
