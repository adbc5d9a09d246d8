import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeesWord } from '../../../../actors/domain/copy/fee-accrual.ts';
import { statementCsv } from '../../../../actors/domain/copy/statement-csv.ts';
import { statementRows, type FollowerRecord } from '../../../../actors/domain/copy/statement.ts';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { aFill } from '../../../support/domain-builders.ts';
import { fillsArbitrary } from '../fills.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Friday 2026-01-30. */
const T = Date.UTC(2026, 0, 30);

const aWord = (day: string, equity: string, others: Partial<FeesWord> = {}): FeesWord => ({
  ...{ kind: 'fees', day, equity, management: '0', performance: '0', volume: '0', mark: '10000' },
  ...others,
});

/** Example 11 of docs/fee-examples.md. */
const RECORD: FollowerRecord = {
  firstMark: decimal(10_000),
  deposits: [
    { time: T + HOUR, amount: decimal(10_000) },
    { time: T + 2 * DAY + HOUR, amount: decimal(-1_000) },
  ],
  fills: [
    aFill({ fillId: 'F-1', side: 'BUY', quantity: 10, price: 100, commission: 1, time: T + 2 * HOUR }),
    aFill({ fillId: 'F-2', side: 'SELL', quantity: 4, price: 150, commission: 2, time: T + DAY + HOUR }),
    aFill({ fillId: 'F-3', side: 'SELL', quantity: 6, price: 140, commission: 3, time: T + 2 * DAY }),
  ],
  equity: [
    { time: T + 3 * HOUR, equity: decimal(10_050) },
    { time: T + DAY, equity: decimal(10_099) },
    { time: T + 2 * DAY, equity: decimal('10496.35') },
    { time: T + 3 * DAY, equity: decimal('9333.57') },
  ],
  fees: [
    aWord('2026-01-30', '10099', { management: '0.55', volume: '0.1' }),
    aWord('2026-01-31', '10496.35', { management: '0.58', volume: '0.06', performance: '99.14', mark: '10396.57' }),
  ],
};

const TITLE = { follower: 'alias', provider: 'Momentum', currency: 'USD' };

describe('a statement', () => {
  it('11: shows each day with what was paid, traded, earned and charged', () => {
    const lines = statementCsv(statementRows(RECORD), TITLE).split('\r\n');
    expect(lines).toEqual([
      'day,follower,provider,currency,opening_equity,deposits,copied_trades,realized_pnl,unrealized_pnl,commissions,' +
        'management_fee,volume_fee,performance_fee,closing_equity,high_water_mark',
      '2026-01-30,alias,Momentum,USD,0,10000,1,0,100,1,0.55,0.1,0,10098.35,10000',
      '2026-01-31,alias,Momentum,USD,10098.35,0,1,200,200,2,0.58,0.06,99.14,10396.57,10396.57',
      '2026-02-01,alias,Momentum,USD,10396.57,-1000,1,240,-300,3,0,0,0,9333.57,9396.57',
      '',
    ]);
  });

  it('adds up, row by row and as a whole, whatever was filled', () => {
    const check = fc.property(fillsArbitrary, fc.array(fc.integer({ min: -9_999, max: 99_999 })), (fills, marks) => {
      const rows = statementRows({
        ...RECORD,
        fills: fills.map((fill, index) => ({ ...fill, time: T + index * 7 * HOUR })),
        equity: marks.map((cents, index) => ({ time: T + index * 9 * HOUR, equity: decimal(cents).div(100) })),
      });
      for (const [index, row] of rows.entries()) {
        const gained = row.deposits.add(row.realizedPnl).add(row.unrealizedPnl).sub(row.commissions);
        const charged = row.managementFee.add(row.volumeFee).add(row.performanceFee);
        expect(String(row.openingEquity.add(gained).sub(charged))).toBe(String(row.closingEquity));
        if (index > 0) expect(row.openingEquity).toEqual(rows[index - 1]!.closingEquity);
        if (index > 0) expect(row.day > rows[index - 1]!.day).toBe(true);
      }
      expect(rows.reduce((count, { copiedTrades }) => count + copiedTrades, 0)).toBe(fills.length);
    });
    fc.assert(check, { numRuns: 500 });
  });

  it('of a follower that did nothing is a header alone', () => {
    const nothing = { firstMark: decimal(1), deposits: [], fills: [], fees: [], equity: [] };
    expect(statementRows(nothing)).toEqual([]);
    expect(statementCsv([], TITLE).split('\r\n')).toHaveLength(2);
  });
});

describe('a statement as CSV', () => {
  const [row] = statementRows(RECORD);
  const second = (provider: string) => statementCsv([row!], { ...TITLE, provider });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '  =1', '＝1+1', '=HYPERLINK("x";"y"),"'])(
    'keeps a spreadsheet from running %j',
    (provider) => {
      const csv = second(provider);
      expect(parsed(csv)[1]![2]).toBe(`'${provider}`);
    },
  );

  it('gives every name back whole, with commas, quotes and line breaks', () => {
    const name = fc
      .string({ unit: fc.constantFrom(',', '"', '\r', '\n', 'a', ' ', 'ß', '🦜') })
      .filter((text) => !/^[\r\n]/.test(text));
    fc.assert(
      fc.property(name, name, (follower, provider) => {
        const lines = parsed(statementCsv([row!, row!], { ...TITLE, follower, provider }));
        expect(lines.slice(1).map((cells) => cells.slice(1, 3))).toEqual([
          [follower, provider],
          [follower, provider],
        ]);
        expect(lines.every((cells) => cells.length === lines[0]!.length)).toBe(true);
      }),
    );
  });

  it('leaves a loss a number', () => {
    const loss = statementRows(RECORD)[2]!;
    expect(parsed(statementCsv([loss], TITLE))[1]![8]).toBe('-300');
  });
});

/** RFC 4180 read back, as strictly as its grammar. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < csv.length) {
    const found = cell.exec(csv);
    if (found === null) throw new Error(`not RFC 4180: ${JSON.stringify(csv)}`);
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    rows.push(cells);
    cells = [];
  }
  return rows;
}
