// R1. Figures are worked out from records by the domain's own functions; here they are only read, revived and kept a while.
// R2. Followers are counted and summed up: whose they are is not read.
// R3. What a provider shows to everybody is read for the dashboard itself, what a follow did for who asks.
// R4. Nobody waits for figures that are known: those of a while ago are shown and worked out anew meanwhile, one provider after another.
import { reviveFill } from '../actors/domain/account-event.ts';
import type {
  CopyFeeRow,
  CopyRecordRow,
  DeliveredCopyRow,
  FollowRow,
  JudgedCopyRow,
  ProviderEntryRow,
  ProviderFollowers,
  SourceRecord,
  StatementDayRow,
} from '../actors/domain/copy/copy-rows.ts';
import { type CopyRow, deliveryOf, type Delivery } from '../actors/domain/copy/delivery.ts';
import { type JudgedCopy, type Reputation, reputationOf } from '../actors/domain/copy/reputation.ts';
import { decimal } from '../actors/domain/decimal.ts';
import type { Caller } from '../actors/domain/people/caller.ts';
import type { Page } from '../actors/domain/record-rows.ts';
import { roundTrips } from '../actors/domain/trade.ts';
import type { Follower, Provider } from './copy-facts.ts';
import type { BrokerFace, WallClock } from './face.ts';
import { keptReads } from './kept-reads.ts';

/** Equities of a source that its figures are worked out from: a daily one over forty years. */
const CURVE_POINTS = 10_000;
const JUDGED_COPIES = 5_000;
const DELIVERED_COPIES = 20_000;
const RECORDS_KEEP_MS = 20_000;
/** Figures of this age are still shown once, while they are worked out anew. */
const STILL_SHOWN_MS = 3_600_000;
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
  /** Of those whom who asks sees, or of one of them, also those that are over; the newest first. */
  follows(query: FollowsAsked): Promise<Page<FollowRow>>;
}

export interface FollowsAsked {
  readonly owner?: string | undefined;
  readonly follower?: string | undefined;
  /** Those that are over, alone. */
  readonly isOver?: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
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
  const reads = keptReads(clock, MOST_KEPT);
  const kept = <T>(
    keepMs: number,
    action: string,
    params: Readonly<Record<string, unknown>>,
    caller?: Caller,
  ): Promise<T> =>
    reads(
      `${caller?.user ?? ''} ${action} ${JSON.stringify(params)}`,
      keepMs,
      async () => (await actors.call(action, params, caller)) as T,
    );

  const figures = new Map<string, { at: number; value: Promise<Reputation> }>();
  /** R4: ends when the last that was asked for is worked out. */
  let anew: Promise<unknown> = Promise.resolve();
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
      const [known, now] = [figures.get(address), clock.now()];
      if (known !== undefined && now - known.at < RECORDS_KEEP_MS) return known.value;
      if (known !== undefined && now - known.at < STILL_SHOWN_MS) {
        const { at, value } = known;
        known.at = now;
        anew = anew.then(async () => {
          const next = await workOut(provider, followers).catch(() => undefined);
          if (next === undefined) known.at = at;
          else known.value = Promise.resolve(next);
        });
        return value;
      }
      if (figures.size >= MOST_KEPT) figures.clear();
      const value = workOut(provider, followers);
      figures.set(address, { at: now, value });
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
    /** Of a user or of all, also those that are over; the newest first. */
    follows: (query: FollowsAsked, caller: Caller) =>
      kept<Page<FollowRow>>(ROWS_KEEP_MS, 'records.follows', { ...query }, caller),
    forget: (): void => {
      reads.forget();
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
