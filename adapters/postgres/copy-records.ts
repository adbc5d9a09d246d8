// W1. The time from a provider's word to a copy of it is told by the database's clock at both ends.
// W2. The order of a copy is joined as it is now: what of it is filled, and what held it back.
import type { DataSource } from 'typeorm';
import { type FollowerRecord, statementRows } from '../../actors/domain/copy/statement.ts';
import { Decimal, decimal } from '../../actors/domain/decimal.ts';
import { reviveFill } from '../../actors/domain/account-event.ts';
import type * as Rows from '../../actors/domain/copy/copy-rows.ts';
import type { Records } from '../../actors/ports/records.ts';
import * as sql from './copy-reads.sql.ts';
import { idOfCursor, nameOfCursor, pageByName, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';

type CopyRecords = Pick<
  Records,
  | 'copies'
  | 'copiesOfEntry'
  | 'copyDelivery'
  | 'providerEntries'
  | 'copyFees'
  | 'copyStatement'
  | 'sourceRecord'
  | 'judgedCopies'
  | 'providerFollowers'
  | 'follows'
>;

/** Reads of what providers said and what followers made of it. */
export function copyRecords(source: DataSource): CopyRecords {
  const rowsOf = <Row>(statement: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(statement, parameters));

  return {
    async copies({ follower, limit, cursor }) {
      const asked = [follower, idOfCursor('copies_of_follower', cursor), limit + 1];
      return pageOf('copies_of_follower', await rowsOf<Rows.CopyRecordRow & { id: string }>(sql.COPIES, asked), limit);
    },
    async copiesOfEntry({ provider, seq, limit, cursor }) {
      const asked = [provider, idOfCursor('copies_of_entry', cursor), limit + 1, seq];
      return pageOf(
        'copies_of_entry',
        await rowsOf<Rows.CopyRecordRow & { id: string }>(sql.COPIES_OF_ENTRY, asked),
        limit,
      );
    },
    copyDelivery: ({ provider, seq, from, to, limit }) =>
      rowsOf(sql.DELIVERY, [provider, seq ?? null, from ?? null, to ?? null, limit]),
    async providerEntries({ provider, limit, cursor }) {
      const asked = [provider, idOfCursor('copy_entries', cursor), limit + 1];
      return pageOf('copy_entries', await rowsOf<Rows.ProviderEntryRow & { id: string }>(sql.ENTRIES, asked), limit);
    },
    async copyFees({ follower, provider, limit, cursor }) {
      const asked = [follower ?? null, provider ?? null, idOfCursor('copy_fees', cursor), limit + 1];
      return pageOf('copy_fees', await rowsOf<Rows.CopyFeeRow & { id: string }>(sql.FEES, asked), limit);
    },
    async copyStatement({ follower }) {
      const [saved] = await rowsOf<SavedFollower>(sql.FOLLOWER, [follower]);
      return saved === undefined ? [] : statementRows(recordOf(saved)).map(exactRow);
    },
    async sourceRecord({ source: address, points }) {
      const [record] = await rowsOf<Rows.SourceRecord>(sql.SOURCE, [address, Math.max(2, points)]);
      return record!;
    },
    judgedCopies: ({ provider, limit }) => rowsOf(sql.JUDGED, [provider, limit]),
    async providerFollowers({ provider }) {
      const [followers] = await rowsOf<Rows.ProviderFollowers>(sql.FOLLOWERS, [provider]);
      return followers!;
    },
    async follows({ owner, follower, isOver, limit, cursor }) {
      const after = nameOfCursor('follows', cursor);
      const asked = [owner ?? null, follower ?? null, isOver ?? false, after, limit + 1];
      return pageByName('follows', await rowsOf<Rows.FollowRow>(sql.FOLLOWS, asked), limit, (row) => row.follower);
    },
  };
}

/** What is durable of one follower, from JSON. */
type SavedFollower = Pick<Rows.SourceRecord, 'equity' | 'fills'> & {
  readonly firstMark: string;
  readonly deposits: Rows.SourceRecord['flows'];
  readonly fees: FollowerRecord['fees'];
};

const recordOf = ({ firstMark, deposits, fills, fees, equity }: SavedFollower): FollowerRecord => ({
  firstMark: decimal(firstMark),
  deposits: deposits.map(({ time, amount }) => ({ time, amount: decimal(amount) })),
  fills: fills.map((fill) => reviveFill(fill as unknown as FollowerRecord['fills'][number])),
  fees,
  equity: equity.map((point) => ({ time: point.time, equity: decimal(point.equity) })),
});

const exactRow = (row: ReturnType<typeof statementRows>[number]): Rows.StatementDayRow =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, value instanceof Decimal ? value.toFixed() : value]),
  ) as unknown as Rows.StatementDayRow;
