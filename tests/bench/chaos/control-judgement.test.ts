import { describe, expect, it } from 'vitest';
import type { Restrict } from '../../../actors/domain/risk/control.ts';
import { afterHalts, type SupervisorWord } from '../../../bench/chaos/control-judgement.ts';
import type { VenueLine } from '../../../bench/chaos/venue/venue-line.ts';
import { slippedIn } from '../../../bench/cluster/slips.ts';
import { anOrder, T0 } from '../../support/domain-builders.ts';

const issued = (seq: number, at: number, more: Partial<Restrict> = {}): SupervisorWord => ({
  ...{ type: 'control.issued', seq },
  control: {
    ...{ kind: 'restrict', scope: 'account:a1', state: 'HALTED', flatten: false, reason: 'x', by: 'eve', at: T0 + at },
    ...more,
  },
});
const confirmed = (seq: number, at: number): SupervisorWord => ({ type: 'control.confirmed', seq, at: T0 + at });
const reset = (seq: number, at: number): SupervisorWord => issued(seq, at, { state: 'ACTIVE' });

const accepted = (at: number, more: Parameters<typeof anOrder>[0] = {}): VenueLine => {
  const order = anOrder({ clientOrderId: `T-${at}`, ...more });
  const { account, clientOrderId } = order;
  return {
    ...{ seq: at, at: new Date(T0 + at).toISOString(), kind: 'submit', outcome: 'accepted', hash: '' },
    ...{ account, clientOrderId, order, events: [], open: 1 },
  };
};

const HALT = [issued(1, 10), confirmed(1, 20), reset(2, 40), confirmed(2, 50)];

const found = (words: readonly SupervisorWord[], ...lines: readonly VenueLine[]): string[] =>
  afterHalts(words, lines, ({ account }) => ({ account, user: 'ann' }));

describe('after a halt that was confirmed', () => {
  it('an entry that the venue took in is found, with the halt and how late it was', () => {
    expect(found(HALT, accepted(30))).toEqual([
      'I6: line 30: the venue took T-30 in 10 ms after halt 1 of account:a1 was confirmed',
    ]);
  });

  it.each<[string, VenueLine]>([
    ['came while it was being confirmed', accepted(15)],
    ['came after its reset', accepted(45)],
    ['only reduces', accepted(30, { reduceOnly: true })],
    ['is of another account', accepted(30, { account: 'a2' })],
    ['was known before', { ...accepted(30), outcome: 'duplicate' } as VenueLine],
  ])('one that %s is not', (_what, line) => {
    expect(found(HALT, line)).toEqual([]);
  });

  it('that nobody has reset, everything to the end counts; one that was never confirmed promises nothing', () => {
    expect(found([issued(1, 10), confirmed(1, 20)], accepted(9_999))).toHaveLength(1);
    expect(found([issued(1, 10)], accepted(9_999))).toEqual([]);
    const other = [...HALT.slice(0, 2), issued(3, 35, { scope: 'user:ann', state: 'ACTIVE' })];
    expect(found(other, accepted(39)), 'the reset of another scope lifts nothing').toHaveLength(1);
  });
});

it('the benchmark counts the same: entries of halted accounts, after the confirmation and before the reset was asked for', () => {
  const lines = [
    accepted(15),
    accepted(30),
    accepted(31, { account: 'a2' }),
    accepted(32, { reduceOnly: true }),
    accepted(60),
  ];
  const silence = { accounts: new Set(['a1']), from: T0 + 20, throughLine: 50 };
  expect(slippedIn(lines, silence)).toEqual(['T-30']);
  expect(slippedIn(lines, { ...silence, accounts: undefined })).toEqual(['T-30', 'T-31']);
});
