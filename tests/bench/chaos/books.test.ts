import { expect, it } from 'vitest';
import { compareBooks, type Books } from '../../../bench/chaos/books.ts';

const books = (orders: Record<string, string>): Books => {
  const none = new Map<string, string>();
  return {
    ...{ fills: none, ledger: none, equity: none, signals: none, bars: none },
    orders: new Map(Object.entries(orders)),
  };
};

it('tells a lost order, a surplus one and one that traded differently apart, and equal books from all of them', () => {
  const undisturbed = books({ a: '1', b: '2', c: '3' });
  expect(compareBooks(undisturbed, books({ a: '1', b: '2', c: '3' }))).toEqual({
    missing: [],
    surplus: [],
    different: [],
  });
  expect(compareBooks(undisturbed, books({ a: '1', b: '9', d: '4' }))).toEqual({
    missing: ['orders c'],
    surplus: ['orders d'],
    different: ['orders b: expected 2, found 9'],
  });
});
