// R1. Figures are worked out from records by the domain's own functions; here they are only read, revived and kept a while.
// R2. Followers are counted and summed up: whose they are is not read.
// R3. What a provider shows to everybody is read for the dashboard itself, what a follow did for who asks.
import { reviveFill } from '../actors/domain/account-event.ts';
import { type CopyRow, deliveryOf, type Delivery } from '../actors/domain/copy/delivery.ts';
import { type JudgedCopy, type Reputation, reputationOf } from '../actors/domain/copy/reputation.ts';
import { decimal } from '../actors/domain/decimal.ts';
import type { Caller } from '../actors/domain/people/caller.ts';
import type {
  CopyFeeRow,
  CopyRecordRow,
  DeliveredCopyRow,
  FollowRow,
  JudgedCopyRow,
  Page,
  ProviderEntryRow,
  ProviderFollowers,
  SourceRecord,
  StatementDayRow,
} from '../actors/domain/record-rows.ts';
import { roundTrips } from '../actors/domain/trade.ts';
import type { Follower, Provider } from './copy-facts.ts';
import type { BrokerFace, WallClock } from './face.ts';
import { sharedRead, type SharedRead } from './shared-read.ts';

/** Equities of a source that its figures are worked out from: a daily one over forty years. */
const CURVE_POINTS = 10_000;
const JUDGED_COPIES = 5_000;
const DELIVERED_COPIES = 20_000;
const RECORDS_KEEP_MS = 20_000;
const DELIVERY_KEEP_MS = 2_000;
const ROWS_KEEP_MS = 1_000;
const MOST_KEPT = 1_000;

export type WholeCopies = ReturnType<typeof copyReads>;

/** The same reads as somebody may make them; see `own-copies.ts`. */
export interface CopyReads extends Pick<WholeCopies, 'entries' | 'forget'> {
  /** What a provider is worth following for. It is worked out anew every while. */
  reputation(provider: Provider): Promise<Reputation>;
  /** How what a provider said since `from` arrived. */
  delivery(provider: string, from: number | undefined): Promise<ProviderDelivery>;
  /** How one thing that it said arrived. */
  deliveryOfEntry(provider: string, seq: number): Promise<Delivery>;
  copies(follower: string, limit: number, cursor?: string): Promise<Page<CopyRecordRow>>;
  fees(follower: string, limit: number): Promise<Page<CopyFeeRow>>;
  statement(follower: string): Promise<readonly StatementDayRow[]>;
  /** Of some users, also those that are over; the newest first. */
  follows(owners: readonly string[]): Promise<readonly FollowRow[]>;
}

/** What became of one thing that a provider said. */
export interface EntryDelivery {
  readonly seq: number;
  readonly delivery: Delivery;
}

export interface ProviderDelivery {
  readonly whole: Delivery;
  /** Newest first, only entries that somebody has answered. */
  readonly entries: readonly EntryDelivery[];
  /** Whether there are older copies in the window than were counted. */
  readonly isCut: boolean;
}

/** Every read of copying that a page makes. */
export const copyReads = (actors: BrokerFace, clock: WallClock) => {
  const reads = new Map<string, SharedRead<unknown>>();
  const kept = <T>(
    keepMs: number,
    action: string,
    params: Readonly<Record<string, unknown>>,
    caller?: Caller,
  ): Promise<T> => {
    const key = `${caller?.user ?? ''} ${action} ${JSON.stringify(params)}`;
    let read = reads.get(key);
    if (read === undefined) {
      if (reads.size >= MOST_KEPT) reads.clear();
      reads.set(key, (read = sharedRead(clock, keepMs, () => actors.call(action, params, caller))));
    }
    return read() as Promise<T>;
  };

  const figures = new Map<string, { readonly at: number; readonly value: Promise<Reputation> }>();
  const workOut = async ({ view, state }: Provider, followers: readonly Follower[]): Promise<Reputation> => {
    const provider = view.address;
    const [record, copies, { count, allocated }] = await Promise.all([
      kept<SourceRecord>(RECORDS_KEEP_MS, 'records.source-record', {
        source: state.source ?? '',
        points: CURVE_POINTS,
      }),
      kept<readonly JudgedCopyRow[]>(RECORDS_KEEP_MS, 'records.judged-copies', { provider, limit: JUDGED_COPIES }),
      kept<ProviderFollowers>(RECORDS_KEEP_MS, 'records.provider-followers', { provider }),
    ]);
    const fills = record.fills.map((fill) => reviveFill(fill as unknown as Parameters<typeof reviveFill>[0]));
    return reputationOf({
      equity: record.equity.map(({ time, equity }) => ({ time, equity: decimal(equity) })),
      flows: record.flows.map(({ time, amount }) => ({ time, amount: decimal(amount) })),
      ...{ trades: roundTrips(fills), fills, basis: state.basis ?? 'sessions' },
      followers: { count, assets: decimal(allocated[state.currency ?? ''] ?? '0') },
      copies: copies.map(judged),
      divergences: followers.flatMap(heldAgainstTarget),
      // A replay may be ahead of the clock on the wall.
      now: Math.max(clock.now(), record.equity.at(-1)?.time ?? 0, record.fills.at(-1)?.time ?? 0),
    });
  };

  return {
    /** What a provider is worth following for; `followers` are those that copy it now. It is worked out anew every while. */
    reputation: (provider: Provider, followers: readonly Follower[]): Promise<Reputation> => {
      const { address } = provider.view;
      const known = figures.get(address);
      if (known !== undefined && clock.now() - known.at < RECORDS_KEEP_MS) return known.value;
      if (figures.size >= MOST_KEPT) figures.clear();
      const value = workOut(provider, followers);
      figures.set(address, { at: clock.now(), value });
      // A failure is not kept.
      value.catch(() => figures.delete(address));
      return value;
    },
    /** How what a provider said since `from` arrived; `followers` are those that copy it now. */
    delivery: async (
      provider: string,
      followers: readonly Follower[],
      from: number | undefined,
    ): Promise<ProviderDelivery> => {
      const rows = await kept<readonly DeliveredCopyRow[]>(DELIVERY_KEEP_MS, 'records.copy-delivery', {
        ...{ provider, limit: DELIVERED_COPIES },
        // To the minute, so that looks in between share one read.
        ...(from !== undefined && { from: Math.floor(from / 60_000) * 60_000 }),
      });
      const bySeq = new Map<number, DeliveredCopyRow[]>();
      for (const row of rows) {
        const same = bySeq.get(row.seq);
        if (same === undefined) bySeq.set(row.seq, [row]);
        else same.push(row);
      }
      const entries = [...bySeq].map(([seq, copies]) => ({
        seq,
        delivery: deliveryOf(copies.map(delivered), copies.length + lateFor(followers, seq)),
      }));
      const addressed = entries.reduce((sum, { delivery }) => sum + delivery.addressed, 0);
      return {
        whole: deliveryOf(rows.map(delivered), addressed),
        entries: entries.sort((a, b) => b.seq - a.seq),
        isCut: rows.length >= DELIVERED_COPIES,
      };
    },
    /** How one thing that it said arrived. */
    deliveryOfEntry: async (provider: string, followers: readonly Follower[], seq: number): Promise<Delivery> => {
      const rows = await kept<readonly DeliveredCopyRow[]>(DELIVERY_KEEP_MS, 'records.copy-delivery', {
        ...{ provider, seq, limit: DELIVERED_COPIES },
      });
      return deliveryOf(rows.map(delivered), rows.length + lateFor(followers, seq));
    },
    entries: (provider: string, limit: number, cursor?: string) =>
      kept<Page<ProviderEntryRow>>(ROWS_KEEP_MS, 'records.provider-entries', { provider, limit, cursor }),
    copies: (follower: string, limit: number, cursor: string | undefined, caller: Caller) =>
      kept<Page<CopyRecordRow>>(ROWS_KEEP_MS, 'records.copies', { follower, limit, cursor }, caller),
    fees: (follower: string, limit: number, caller: Caller) =>
      kept<Page<CopyFeeRow>>(ROWS_KEEP_MS, 'records.copy-fees', { follower, limit }, caller),
    statement: (follower: string, caller: Caller) =>
      kept<readonly StatementDayRow[]>(RECORDS_KEEP_MS, 'records.copy-statement', { follower }, caller),
    /** Of some users, also those that are over; the newest first. */
    follows: async (owners: readonly string[], caller: Caller): Promise<readonly FollowRow[]> => {
      const each = owners.map((owner) =>
        kept<readonly FollowRow[]>(ROWS_KEEP_MS, 'records.follows', { owner }, caller),
      );
      return (await Promise.all(each)).flat().sort((a, b) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0));
    },
    forget: (): void => {
      reads.clear();
      figures.clear();
    },
  };
};

/** Those that have it still to come. */
const lateFor = (followers: readonly Follower[], seq: number): number =>
  followers.filter(({ state }) => (state.entry ?? Infinity) < seq).length;

const judged = (row: JudgedCopyRow): JudgedCopy => ({
  ...{ providerPrice: decimal(row.providerPrice), price: decimal(row.price), side: row.side },
  ...{ wanted: decimal(row.wanted), ordered: decimal(row.ordered) },
});

const delivered = (row: DeliveredCopyRow): CopyRow => ({
  ...{ outcome: row.outcome, reason: row.reason, denied: row.denied, latencyMs: row.latencyMs },
  ...{ ordered: decimal(row.ordered), filledQuantity: decimal(row.filledQuantity) },
  ...{ providerPrice: decimal(row.providerPrice), fillPrice: row.fillPrice === null ? null : decimal(row.fillPrice) },
});

const heldAgainstTarget = ({ state }: Follower) =>
  state.target === undefined || state.target === null || state.quantity === undefined
    ? []
    : [{ target: decimal(state.target), held: decimal(state.quantity) }];
