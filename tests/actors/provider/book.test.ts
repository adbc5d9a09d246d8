import { describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { bookAfter, emptyBook, equityOf, loadBook, saveBook, type SourceBook } from '../../../actors/provider/book.ts';
import type { ExecutionReport } from '../../../actors/protocol.ts';
import { aFill } from '../../support/domain-builders.ts';

const filled = (
  clientOrderId: string,
  side: 'BUY' | 'SELL',
  quantity: number,
  more: { done?: boolean; ordered?: number } = {},
): ExecutionReport => ({
  ...{ kind: 'filled', fill: aFill({ clientOrderId, side, quantity }), done: more.done ?? true },
  ...(more.ordered !== undefined && { ordered: decimal(more.ordered) }),
});
const closed = (clientOrderId: string): ExecutionReport => ({
  ...{ kind: 'closed', clientOrderId, state: 'CANCELED', reason: '' },
});
const after = (...reports: ExecutionReport[]): SourceBook =>
  reports.reduce(
    (book, report) => loadBook(JSON.parse(JSON.stringify(saveBook(bookAfter(book, report))))),
    emptyBook(decimal(10_000)),
  );

describe('what a round opens with', () => {
  test('a partial fill is not taken for the whole order', () => {
    const book = after(filled('T-1', 'BUY', 3, { done: false, ordered: 10 }));
    expect([String(book.holding.quantity), String(book.opening)]).toEqual(['3', '10']);
  });

  test('nobody knows it while an order that does not say its quantity fills in parts', () => {
    const parts = [filled('T-1', 'SELL', 3, { done: false }), filled('T-1', 'SELL', 7)];
    expect(after(parts[0]!).opening).toBeUndefined();
    expect(after(...parts).opening).toBeUndefined();
    expect(String(after(filled('T-1', 'SELL', 10)).opening)).toBe('-10');
  });

  test('an order that turns the side opens with what it does not close, in this fill and before', () => {
    const long = filled('T-1', 'BUY', 10);
    const turned = after(
      long,
      filled('T-2', 'SELL', 4, { done: false, ordered: 30 }),
      filled('T-2', 'SELL', 11, { done: false, ordered: 30 }),
    );
    expect([String(turned.holding.quantity), String(turned.opening), turned.round]).toEqual(['-5', '-20', 2]);
  });

  test('it stays as it was when the round is added to or reduced, and is gone at flat', () => {
    const reports = [filled('T-1', 'BUY', 10), filled('T-2', 'BUY', 5), filled('T-3', 'SELL', 12)];
    expect(String(after(...reports).opening)).toBe('10');
    expect(after(...reports, filled('T-4', 'SELL', 3)).opening).toBeUndefined();
  });

  test('an order that is canceled with a part of it filled does not open with the rest', () => {
    const part = filled('T-1', 'BUY', 3, { done: false, ordered: 10 });
    const book = after(part, closed('T-1'));
    expect([book.opening, book.partials.size]).toEqual([undefined, 0]);
  });
});

test('equity is cash and holding at the price of the last fill', () => {
  const sold = { ...aFill({ side: 'SELL', quantity: 10, price: 90, commission: 2 }) };
  const book = after({ kind: 'filled', fill: sold, done: true });
  expect([String(book.cash), String(equityOf(book))]).toEqual(['10898', '9998']);
});

test('a report that changes nothing leaves the same book, so that it need not be journaled', () => {
  const book = after(filled('T-1', 'BUY', 10));
  expect(bookAfter(book, closed('T-9'))).toBe(book);
});
