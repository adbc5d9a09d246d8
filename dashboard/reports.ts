// R1. A report is read part by part, each when whoever takes it has room: however long it is, this process holds a part or two.
// R2. Nothing is sent before the first part has been read: what cannot be read is told, not sent as an empty file.
// R3. Whose rows they are is asked of every part: another's are not among them.
import { type Cell, csvLine } from '../actors/domain/csv-text.ts';
import { decimal, type Decimal, ZERO } from '../actors/domain/decimal.ts';
import type { Fill } from '../actors/domain/order.ts';
import type { FillRow, OrderRow } from '../actors/domain/record-rows.ts';
import type { StatementLine } from '../actors/domain/statement-rows.ts';
import { type Trade, TradeRecorder } from '../actors/domain/trade.ts';
import { AccountNotFound, ActorNotFound, InvalidInput } from './problem.ts';
import type { TroupeReads } from './troupe-reads.ts';

/** What a report is about: one actor or one account, and a period up to before `to`; epoch milliseconds UTC. */
export interface ReportQuery {
  readonly actor?: string | undefined;
  readonly account?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const PART = 1_000;
const JOURNAL_PART = 2_000;

/** A line of a statement with what the cash then was. */
export interface BalancedLine extends StatementLine {
  readonly balance: string;
}

export type ReportReads = Pick<
  TroupeReads,
  'find' | 'accounts' | 'fillsThrough' | 'ordersThrough' | 'accountStatement'
>;

/** Rejects with ACTOR_NOT_FOUND, ACCOUNT_NOT_FOUND or INVALID_INPUT for what is not there for whoever asks. */
export const checkReport = async (troupe: ReportReads, { actor, account, from, to }: ReportQuery): Promise<void> => {
  if ((actor === undefined) === (account === undefined))
    throw new InvalidInput('actor', 'Say of which actor, or of which account.');
  if (from !== undefined && to !== undefined && to <= from)
    throw new InvalidInput('to', 'The end of the period is not after its beginning.');
  if (actor !== undefined && (await troupe.find(actor)) === undefined) throw new ActorNotFound(actor);
  if (account !== undefined && !(await troupe.accounts()).some((one) => one.account === account))
    throw new AccountNotFound(account);
};

/** Parts of all rows, oldest first. */
async function* parts<Row>(
  read: (cursor: string | undefined) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor?: string }>,
): AsyncGenerator<readonly Row[]> {
  for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
    const page = await read(cursor);
    yield page.rows;
    cursor = page.nextCursor;
  }
}

export const fillParts = (troupe: ReportReads, query: ReportQuery): AsyncGenerator<readonly FillRow[]> =>
  parts((cursor) => troupe.fillsThrough({ ...query, limit: PART, cursor }));

export const orderParts = (troupe: ReportReads, query: ReportQuery): AsyncGenerator<readonly OrderRow[]> =>
  parts((cursor) => troupe.ordersThrough({ ...query, limit: PART, cursor }));

/** Round trips that ended in the period, however early they began. */
export async function* tradeParts(troupe: ReportReads, query: ReportQuery): AsyncGenerator<readonly Trade[]> {
  const { from = -Infinity, ...until } = query;
  const recorders = new Map<string, TradeRecorder>();
  for await (const fills of fillParts(troupe, { ...until, from: undefined })) {
    yield fills.flatMap((row) => {
      const key = `${row.actor} ${row.instrument}`;
      const recorder = recorders.get(key) ?? new TradeRecorder();
      recorders.set(key, recorder);
      const trade = recorder.fill(fillOf(row));
      return trade === undefined || trade.exitTime < from ? [] : [trade];
    });
  }
}

/** What moved the cash of an account, or of one actor's part of it, with the balance after each line. */
export async function* statementParts(
  troupe: ReportReads,
  { actor, account, from = -Infinity, to = Infinity }: ReportQuery,
): AsyncGenerator<readonly BalancedLine[]> {
  const named = account ?? (await accountOf(troupe, actor ?? ''));
  const balances = new Map<string, Decimal>();
  for (let after = 0, isEnd = false; !isEnd;) {
    const part = await troupe.accountStatement({ account: named, after, limit: JOURNAL_PART });
    ({ through: after, isEnd } = part);
    yield part.lines.flatMap((line) => {
      const time = Date.parse(line.time);
      if ((actor !== undefined && line.actor !== actor) || time >= to) return [];
      const balance = (balances.get(line.currency) ?? ZERO).add(line.cash);
      balances.set(line.currency, balance);
      return time < from ? [] : [{ ...line, balance: balance.toFixed() }];
    });
  }
}

const accountOf = async (troupe: Pick<ReportReads, 'find'>, actor: string): Promise<string> => {
  const account = (await troupe.find(actor))?.state['account'];
  if (typeof account !== 'string')
    throw new InvalidInput('actor', `${actor} trades on no account: it has no statement.`);
  return account;
};

const fillOf = ({ price, quantity, commission, time, ...row }: FillRow): Fill => ({
  ...row,
  ...{ price: decimal(price), quantity: decimal(quantity), commission: decimal(commission), time: Date.parse(time) },
});

/** Columns of a report as CSV. */
export type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => Cell])[];

/** The text of a file, part by part; the first part has been read when this resolves (R2). */
export const csvOf = async <Row>(
  rows: AsyncGenerator<readonly Row[]>,
  columns: Columns<Row>,
): Promise<AsyncGenerator<string>> =>
  written(
    rows,
    csvLine(columns.map(([name]) => name)),
    (part) => part.map((row) => csvLine(columns.map(([, cell]) => cell(row)))).join(''),
    '',
  );

/** `{"<name>":[…]}`, likewise. */
export const jsonOf = <Row>(
  rows: AsyncGenerator<readonly Row[]>,
  name: string,
  shown: (row: Row) => object,
): Promise<AsyncGenerator<string>> => {
  let isFirst = true;
  return written(
    rows,
    `{${JSON.stringify(name)}:[`,
    (part) => {
      const text = part.map((row) => JSON.stringify(shown(row))).join(',\n');
      if (text === '') return '';
      const before = isFirst ? '' : ',\n';
      isFirst = false;
      return before + text;
    },
    ']}\n',
  );
};

const written = async <Row>(
  rows: AsyncGenerator<readonly Row[]>,
  head: string,
  text: (part: readonly Row[]) => string,
  tail: string,
): Promise<AsyncGenerator<string>> => {
  const first = await rows.next();
  return (async function* () {
    yield head;
    if (first.done !== true) yield text(first.value);
    if (first.done !== true) for await (const part of rows) yield text(part);
    yield tail;
  })();
};
