import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeesWord } from '../../../actors/domain/copy/fee-accrual.ts';
import { feePostings } from '../../../actors/domain/copy/fee-postings.ts';
import { decimal, ZERO, type Decimal } from '../../../actors/domain/decimal.ts';
import {
  allocationPostings,
  depositPostings,
  fillTransactionId,
  ledgerEntries,
  withdrawalPostings,
  type LedgerEntry,
} from '../../../actors/domain/ledger-entry.ts';
import { Ledger } from '../../../actors/domain/ledger.ts';
import type { Fill } from '../../../actors/domain/order.ts';
import { applyFill, FLAT_POSITION } from '../../../actors/domain/position.ts';
import { aFill, T0 } from '../../support/domain-builders.ts';
import { mixedFillsArbitrary } from './fills.ts';

const ACTORS = ['subscription.s1', 'subscription.s2', 'follower.f1'];

/** 100,000 paid into account a1, 30,000 of it allocated to each of three actors, 1,000 paid out again. */
function funding(): LedgerEntry[] {
  const on = { account: 'a1', time: T0 };
  return [
    ...ledgerEntries({ ...on, transactionId: 'deposit:1', postings: depositPostings('a1', 'USD', decimal(100_000)) }),
    ...ACTORS.flatMap((actor, index) =>
      ledgerEntries({
        ...on,
        transactionId: `allocation:${index}`,
        postings: allocationPostings('a1', actor, 'USD', decimal(30_000)),
      }),
    ),
    ...ledgerEntries({
      ...on,
      transactionId: 'withdrawal:1',
      postings: withdrawalPostings('a1', 'USD', decimal(1_000)),
    }),
  ];
}

function run(fills: readonly Fill[]): { ledger: Ledger; entries: LedgerEntry[] } {
  const ledger = new Ledger();
  const entries = funding();
  ledger.post(entries);
  for (const fill of fills) entries.push(...ledger.book(fill, 'USD'));
  return { ledger, entries };
}

/** What an auditor finds in these rows and fills. */
function audit(entries: readonly LedgerEntry[], fills: readonly Fill[], claims?: Parameters<Ledger['check']>[0]) {
  const ledger = new Ledger();
  ledger.post(entries);
  for (const fill of fills) ledger.witness(fill, 'USD');
  return ledger.check(claims);
}

const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce((total, amount) => total.add(amount), ZERO);

describe('the ledger', () => {
  it('books a purchase and its sale: cash, inventory at cost, commission and profit', () => {
    const { ledger, entries } = run([
      aFill({ fillId: 'F-1', side: 'BUY', quantity: 10, price: 100, commission: 1 }),
      aFill({ fillId: 'F-2', side: 'SELL', quantity: 4, price: 110, commission: '0.5' }),
    ]);
    expect(String(ledger.cashOf('a1', 'subscription.s1', 'USD'))).toBe('29438.5');
    expect(String(ledger.costOf('a1', 'subscription.s1', 'USD'))).toBe('600');
    expect(String(ledger.positionOf('a1', 'subscription.s1', 'USD', 'ACME').quantity)).toBe('6');
    expect(String(ledger.cashOf('a1', 'a1', 'USD'))).toBe('9000');
    expect(
      entries
        .filter(({ transactionId }) => transactionId === 'fill:a1:F-2')
        .map(({ entry, book, amount }) => `${entry} ${book} ${amount}`),
    ).toEqual(['0 CASH 440', '1 INVENTORY -400', '2 REALIZED_PNL -40', '3 COMMISSION 0.5', '4 CASH -0.5']);
    expect(ledger.check()).toEqual([]);
  });

  it('spends cash on fees, and finds those that no word charged and those that a word charged and nobody booked', () => {
    const of = { account: 'a1', actor: 'follower.f1', currency: 'USD' };
    const word = { kind: 'fees', day: '2024-01-31', mark: '0', equity: '0' } as const;
    const charged: FeesWord = { ...word, management: '0.6', volume: '4', performance: '199.08' };
    const postings = feePostings(of.actor, of.currency, charged);
    const rows = ledgerEntries({ transactionId: 'fees', account: 'a1', time: T0, postings });
    const found = (entries: readonly LedgerEntry[], words: readonly FeesWord[]): string[] => {
      const ledger = new Ledger();
      ledger.post([...funding(), ...entries]);
      for (const one of words) ledger.witnessFees(of, one);
      return ledger.check().map(({ subject, expected, found: is }) => `${subject}: ${expected}, not ${is}`);
    };
    const { ledger } = run([]);
    ledger.post(rows);
    ledger.witnessFees(of, charged);
    expect(String(ledger.cashOf('a1', of.actor, 'USD'))).toBe('29796.32');
    expect(ledger.balances().at(-1)).toMatchObject({ book: 'FEES', actor: of.actor, amount: decimal('203.68') });
    expect(found(rows, [charged])).toEqual([]);
    const subledger = `${of.actor} on a1 in USD`;
    expect(found(rows, [])).toEqual([
      `CASH of ${subledger}: 30000, not 29796.32`,
      `FEES of ${subledger}: 0, not 203.68`,
    ]);
    expect(found([], [charged])).toEqual([
      `CASH of ${subledger}: 29796.32, not 30000`,
      `FEES of ${subledger}: 203.68, not 0`,
    ]);
    expect(found(rows, [charged, charged])).toHaveLength(2);
  });

  it('holds a short as negative inventory and gives it back exactly', () => {
    const sale = aFill({ fillId: 'F-1', side: 'SELL', quantity: 3, price: '33.33' });
    const { ledger } = run([sale]);
    expect(String(ledger.costOf('a1', 'subscription.s1', 'USD'))).toBe('-99.99');
    ledger.book(aFill({ fillId: 'F-2', side: 'BUY', quantity: 1, price: 30 }), 'USD');
    ledger.book(aFill({ fillId: 'F-3', side: 'BUY', quantity: 2, price: 30 }), 'USD');
    expect(String(ledger.costOf('a1', 'subscription.s1', 'USD'))).toBe('0');
    expect(String(ledger.cashOf('a1', 'subscription.s1', 'USD'))).toBe('30009.99');
  });

  it('names the transaction of a fill by the fill alone, so that a replay books it under the same id', () => {
    expect(fillTransactionId(aFill({ time: 1 }))).toBe(fillTransactionId(aFill({ time: 2, price: 7 })));
    expect(fillTransactionId(aFill({ account: 'a2' }))).not.toBe(fillTransactionId(aFill()));
  });

  it('refuses to move nothing or less than nothing', () => {
    for (const amount of ['0', '-1', 'NaN', 'Infinity']) {
      expect(() => depositPostings('a1', 'USD', decimal(amount))).toThrow(
        expect.objectContaining({ type: 'AMOUNT_INVALID' }),
      );
      expect(() => allocationPostings('a1', 'b', 'USD', decimal(amount))).toThrow(
        expect.objectContaining({ type: 'AMOUNT_INVALID' }),
      );
    }
  });

  it('balances every transaction to exactly zero, whatever is filled', () => {
    fc.assert(
      fc.property(mixedFillsArbitrary, (fills) => {
        const { entries } = run(fills);
        for (const rows of Map.groupBy(entries, ({ transactionId }) => transactionId).values()) {
          expect(String(sum(rows.map(({ amount }) => amount)))).toBe('0');
          expect(rows.map(({ entry }) => entry)).toEqual(rows.map((_, index) => index));
          expect(rows.every(({ amount }) => !amount.isZero())).toBe(true);
        }
      }),
    );
  });

  it('adds the sub-ledgers up to the account, to the last digit', () => {
    fc.assert(
      fc.property(mixedFillsArbitrary, (fills) => {
        const { ledger, entries } = run(fills);
        const spent = sum(
          fills.map(({ side, price, quantity, commission }) =>
            (side === 'BUY' ? price.mul(quantity) : price.mul(quantity).neg()).add(commission),
          ),
        );
        const cash = sum(['a1', ...ACTORS].map((actor) => ledger.cashOf('a1', actor, 'USD')));
        expect(String(cash)).toBe(String(decimal(99_000).sub(spent)));
        expect(sum(ledger.balances().map(({ amount }) => amount)).isZero()).toBe(true);
        expect(
          ledger.check({ cash: [{ account: 'a1', currency: 'USD', amount: decimal(99_000).sub(spent) }] }),
        ).toEqual([]);
        expect(audit(entries, fills)).toEqual([]);
      }),
    );
  });

  it('agrees with the positions, and leaves no residue of cost when all is closed', () => {
    fc.assert(
      fc.property(mixedFillsArbitrary, (fills) => {
        const { ledger } = run(fills);
        let count = 0;
        for (const actor of ACTORS) {
          for (const instrument of ['ACME', 'EUR/USD']) {
            const own = fills
              .filter((fill) => fill.actor === actor && fill.instrument === instrument)
              .reduce(applyFill, FLAT_POSITION);
            expect(ledger.positionOf('a1', actor, 'USD', instrument)).toEqual(own);
            if (own.quantity.isZero()) continue;
            const side = own.quantity.isPositive() ? 'SELL' : 'BUY';
            ledger.book(
              aFill({
                fillId: `close-${count++}`,
                actor,
                instrument,
                side,
                quantity: own.quantity.abs(),
                price: '77.77',
              }),
              'USD',
            );
          }
          expect(String(ledger.costOf('a1', actor, 'USD'))).toBe('0');
        }
        expect(ledger.balances().filter(({ book }) => book === 'INVENTORY')).toEqual([]);
        expect(ledger.check()).toEqual([]);
      }),
    );
  });

  it('keeps accounts and currencies apart', () => {
    const ledger = new Ledger();
    ledger.book(aFill({ fillId: 'F-1', account: 'a1' }), 'USD');
    ledger.book(aFill({ fillId: 'F-2', account: 'a2' }), 'EUR');
    expect(String(ledger.cashOf('a1', 'subscription.s1', 'USD'))).toBe('-1000');
    expect(String(ledger.cashOf('a1', 'subscription.s1', 'EUR'))).toBe('0');
    expect(String(ledger.cashOf('a2', 'subscription.s1', 'EUR'))).toBe('-1000');
  });
});

describe('the check of the ledger finds', () => {
  const fills = [
    aFill({ fillId: 'F-1', side: 'BUY', quantity: 10, price: 100, commission: 1 }),
    aFill({ fillId: 'F-2', side: 'SELL', quantity: 4, price: 110, commission: 1 }),
  ];
  const { entries } = run(fills);
  const subjects = (faults: ReturnType<typeof audit>) => faults.map(({ subject }) => subject);

  it('nothing in a sound one', () => {
    expect(audit(entries, fills)).toEqual([]);
  });

  it('a lost row', () => {
    const lost = entries.filter(({ transactionId, entry }) => !(transactionId === 'fill:a1:F-2' && entry === 4));
    expect(subjects(audit(lost, fills))).toEqual([
      'transaction fill:a1:F-2 in USD',
      'CASH of subscription.s1 on a1 in USD',
    ]);
  });

  it('a changed amount, by its last digit', () => {
    const changed = entries.map((row) =>
      row.transactionId === 'fill:a1:F-1' && row.book === 'INVENTORY'
        ? { ...row, amount: row.amount.add('0.000000000000000001') }
        : row,
    );
    expect(audit(changed, fills)).toContainEqual({
      invariant: 'I3',
      subject: 'INVENTORY of subscription.s1 on a1 in USD',
      expected: '600',
      found: '600.000000000000000001',
    });
  });

  it('a transaction that was booked twice', () => {
    const twice = [...entries, ...entries.filter(({ transactionId }) => transactionId === 'fill:a1:F-1')];
    expect(subjects(audit(twice, fills))).toEqual(
      ['CASH', 'INVENTORY', 'COMMISSION'].map((book) => `${book} of subscription.s1 on a1 in USD`),
    );
  });

  it('a fill that was not booked', () => {
    const unbooked = [...fills, aFill({ fillId: 'F-3', actor: 'follower.f1' })];
    expect(subjects(audit(entries, unbooked))).toEqual(
      ['CASH', 'INVENTORY'].map((book) => `${book} of follower.f1 on a1 in USD`),
    );
  });

  it('a transaction booked on the wrong actor, though it balances', () => {
    const moved = entries.map((row) => (row.transactionId === 'fill:a1:F-1' ? { ...row, actor: 'follower.f1' } : row));
    expect(audit(moved, fills).length).toBeGreaterThan(0);
  });

  it('a recorded position or account that says something else', () => {
    const claims = {
      positions: [{ account: 'a1', actor: 'subscription.s1', instrument: 'ACME', quantity: decimal(7) }],
      cash: [{ account: 'a1', currency: 'USD', amount: decimal(98_438) }],
    };
    expect(audit(entries, fills, claims)).toEqual([
      { invariant: 'I3', subject: 'position in ACME of subscription.s1 on a1', expected: '6', found: '7' },
    ]);
    expect(subjects(audit(entries, fills, { positions: [] }))).toEqual(['position in ACME of subscription.s1 on a1']);
    expect(subjects(audit(entries, fills, { cash: [{ account: 'a1', currency: 'USD', amount: decimal(1) }] }))).toEqual(
      ['CASH of account a1 in USD'],
    );
  });
});
