// The figures of docs/copy-examples.md, section by section.
import { describe, expect, it } from 'vitest';
import { scaleFor, type ScaleInput } from '../../../../actors/domain/copy/allocation.ts';
import { stopVerdict } from '../../../../actors/domain/copy/copy-stop.ts';
import { targetQuantity } from '../../../../actors/domain/copy/copy-target.ts';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { anInstrument } from '../../../support/domain-builders.ts';
import { aBook, ACME, Follower, someSettings } from './copy-builders.ts';

type Allocation = Record<string, string | number>;

/** Scale, and the targets of +100 and +150. */
function sized(
  allocation: Allocation,
  input: Partial<ScaleInput> = {},
  fields: Record<string, unknown> = {},
): string[] {
  const settings = someSettings({ allocation, ...fields });
  const sizes: ScaleInput = {
    ...{ book: aBook(100), ownEquity: decimal(10_000), price: decimal(100), rate: decimal(1) },
    volatility: 0.02,
    ...input,
  };
  const scale = scaleFor(settings, sizes);
  if (scale === 'SIZE_UNKNOWN') return [scale];
  const target = (quantity: number): string =>
    String(targetQuantity(settings, scale, aBook(quantity), ACME, sizes.price, sizes.rate).quantity);
  return [String(scale.toDecimalPlaces(7, 1)), target(100), target(150)];
}

describe('1. allocation modes', () => {
  it.each<[string, Allocation, string[]]>([
    ['equity ratio', { kind: 'equity_ratio', multiplier: 1 }, ['0.2', '20', '30']],
    ['half the equity ratio', { kind: 'equity_ratio', multiplier: '0.5' }, ['0.1', '10', '15']],
    ['fixed ratio', { kind: 'fixed_ratio', ratio: '0.25' }, ['0.25', '25', '37.5']],
    ['fixed quantity', { kind: 'fixed_quantity', quantity: 7 }, ['0.07', '7', '10.5']],
    ['fixed notional', { kind: 'fixed_notional', notional: 3000 }, ['0.3', '30', '45']],
    ['percent of equity', { kind: 'percent_of_equity', percent: 25 }, ['0.25', '25', '37.5']],
    ['value at risk', { kind: 'var_target', percent: 2 }, ['0.6079568', '60.79', '91.19']],
  ])('%s', (_name, allocation, expected) => {
    expect(sized(allocation)).toEqual(expected);
    const reversed = [expected[0], `-${expected[1]!}`, `-${expected[2]!}`];
    expect(sized(allocation, {}, { reverse: true })).toEqual(reversed);
  });

  it('guesses no size without a volatility, an equity or a price', () => {
    expect(sized({ kind: 'var_target', percent: 2 }, { volatility: null })).toEqual(['SIZE_UNKNOWN']);
    expect(sized({ kind: 'var_target', percent: 2 }, { volatility: NaN })).toEqual(['SIZE_UNKNOWN']);
    expect(sized({ kind: 'equity_ratio', multiplier: 1 }, { book: aBook(1, { equity: decimal(0) }) })).toEqual([
      'SIZE_UNKNOWN',
    ]);
    expect(sized({ kind: 'equity_ratio', multiplier: 1 }, { ownEquity: decimal(-1) })).toEqual(['SIZE_UNKNOWN']);
    expect(sized({ kind: 'fixed_notional', notional: 1 }, { price: decimal(0) })).toEqual(['SIZE_UNKNOWN']);
  });
});

describe('2. partial fills', () => {
  const allocation = { kind: 'fixed_quantity', quantity: 5 };

  it('sum up to one opening where the order is known', () => {
    const books = [30, 80, 100].map((quantity) => aBook(quantity, { opening: decimal(100) }));
    expect(new Follower({ allocation }).orders(books)).toEqual(['1.5', '2.5', '1']);
  });

  it('are each in proportion to the first where it is not', () => {
    const books = [30, 80, 100].map((quantity) => aBook(quantity));
    expect(new Follower({ allocation }).orders(books)).toEqual(['5', '8.33', '3.33']);
  });
});

describe('3. lots', () => {
  const instrument = anInstrument({ lotSize: decimal('0.1') });
  const allocation = { kind: 'fixed_ratio', ratio: '0.333' };

  it('are rounded towards zero on both sides, and a way to the other side is a close and an opening', () => {
    const follower = new Follower({ allocation });
    expect(follower.orders([aBook(10), aBook(11), aBook(4)], { instrument })).toEqual(['3.3', '0.3', '-2.3']);
    const flip = follower.takes(aBook(-10, { round: 2 }), { instrument });
    expect([flip.reduceOnly, flip.opening, flip.orderQuantity].map(String)).toEqual(['-1.3', '-3.3', '-4.6']);
  });

  it('take a third of three for one', () => {
    expect(new Follower({ allocation: { kind: 'fixed_quantity', quantity: 1 } }).orders([aBook(3)])).toEqual(['1']);
  });

  it('make up an addition below the minimum with the next one, and follow a reduction below it', () => {
    const follower = new Follower({ allocation, minLot: '0.5' });
    expect(follower.orders([aBook(10)], { instrument })).toEqual(['3.3']);
    const { word, orderQuantity } = follower.takes(aBook(11), { instrument });
    expect([word.outcome, word.reason, word.wanted, String(orderQuantity)]).toEqual([
      ...['skipped', 'COPY_BELOW_MINIMUM', '0.3', '0'],
    ]);
    expect(follower.orders([aBook(12), aBook(11), aBook(1)], { instrument })).toEqual(['0.6', '-0.3', '-3.3']);
  });
});

it('4. deposits and withdrawals of the provider count when a round opens', () => {
  const equity = (amount: number, round: number) => ({ equity: decimal(amount), round });
  const books = [
    ...[aBook(100, equity(50_000, 1)), aBook(150, equity(100_000, 1)), aBook(0, equity(100_000, 1))],
    ...[aBook(100, equity(100_000, 2)), aBook(0, equity(100_000, 2)), aBook(100, equity(25_000, 3))],
  ];
  expect(new Follower().orders(books)).toEqual(['20', '10', '-30', '10', '-10', '40']);
});

describe('5. account currency ≠ quote currency', () => {
  const euro = { rate: decimal('0.9'), providerRate: decimal('0.9') };

  it.each<[string, Allocation, string[]]>([
    ['fixed notional', { kind: 'fixed_notional', notional: 3000 }, ['0.3333333', '33.33']],
    ['percent of equity', { kind: 'percent_of_equity', percent: 25 }, ['0.2777777', '27.77']],
    ['equity ratio', { kind: 'equity_ratio', multiplier: 1 }, ['0.2222222', '22.22']],
    ['value at risk', { kind: 'var_target', percent: 2 }, ['0.6755075', '67.55']],
  ])('%s', (_name, allocation, expected) => {
    expect(sized(allocation, euro).slice(0, 2)).toEqual(expected);
  });

  it('bounds what is opened by the exposure in the account’s currency, and closes nothing when the price rises', () => {
    const follower = new Follower({ allocation: { kind: 'fixed_notional', notional: 3000 }, maxExposure: 1800 });
    const opened = follower.takes(aBook(100), { rate: decimal('0.9') });
    expect([opened.word.outcome, opened.word.reason, opened.word.wanted, opened.word.ordered]).toEqual([
      ...['reduced', 'COPY_EXPOSURE_EXCEEDED', '33.33', '20'],
    ]);
    expect(follower.orders([aBook(101)], { rate: decimal('0.9'), price: decimal(200) })).toEqual(['0']);
  });
});

describe('6. copy stops', () => {
  const money = (equity: string, highest = 12_000) => ({
    ...{ allocated: decimal(10_000), equity: decimal(equity), highestEquity: decimal(highest) },
  });
  it.each<[string, Record<string, number>, string, string, string]>([
    ['copy-stop-loss', { copyStopLoss: 0.4 }, '4000', '4000.01', '4000'],
    ['max-drawdown', { maxDrawdown: 0.25 }, '9000', '9000.01', '9000'],
    ['take-profit', { takeProfit: 0.5 }, '15000', '14999.99', '15000'],
  ])('%s', (kind, fields, hit, missed, level) => {
    const settings = someSettings(fields);
    expect(stopVerdict(settings, money(hit))).toMatchObject({ kind, level: decimal(level) });
    expect(stopVerdict(settings, money(missed))).toBeUndefined();
  });

  it('are none where none is set', () => {
    expect(stopVerdict(someSettings(), money('0'))).toBeUndefined();
  });
});
