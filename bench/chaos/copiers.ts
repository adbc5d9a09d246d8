// Accounts of a chaos run that copy what two subscriptions of others trade.
// Y1. A copy comes between two bars, and between which depends on the machine: it is held against no other run, but against its
//     provider, by the venue's log and the books (copy-judgement.ts).
// Y2. All reconcile and join a round that is under way, at a fixed ratio and without a limit that binds: so where each ought to be in
//     the end is its provider's position times its ratio, whatever happened on the way.
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { instrumentNamed } from '../../actors/troupe/instruments.ts';

const OWNER = 'copier';
/**
 * Many times what the copies cost, so that none is ever denied: where a follower's market has come to its end before its provider's,
 * every entry leaves an order that waits for a bar, and each has its money reserved.
 */
const ALLOCATION = '4000000';
const DEPOSIT = '10000000';
const TERMS = { management: '0.1', perVolume: '0.001', performance: '0.2' };
/** Shorter than most faults last. */
const SHORT_AGE_MS = 1_500;

/** One that copies. */
export interface Copier {
  readonly follower: string;
  readonly provider: string;
  /** Address of what the provider stands for. */
  readonly source: string;
  /** Below zero for one that reverses. */
  readonly ratio: string;
}

/** Something that is published. */
export interface Published {
  /** Address of a subscription. */
  readonly source: string;
  readonly account: string;
  readonly owner: string;
  readonly allocation: string;
  readonly symbol: string;
  readonly lane: string;
}

interface CopierPlan {
  /** Two of them. */
  readonly published: readonly Published[];
  /** Addresses that begin so, spread over the workers. */
  readonly spread: (prefix: string, count: number) => string[];
  readonly row: (address: string, config: object, more?: Partial<NewActor>) => NewActor;
  readonly shardOf: (address: string) => number;
}

/** By account: which of the published, and how. */
const COPIES: readonly (readonly (readonly [published: number, ratio: string, maxSignalAgeMs?: number])[])[] = [
  [[0, '1']],
  [[0, '-0.5']],
  [
    [1, '0.37', SHORT_AGE_MS],
    [0, '0.5', SHORT_AGE_MS],
  ],
  [[1, '-1']],
];

export function copiersOf({ published, spread, row, shardOf }: CopierPlan): {
  readonly actors: readonly NewActor[];
  readonly copiers: readonly Copier[];
} {
  const copiers: Copier[] = [];
  const providers = published.map((one) => `provider.${nameOf(one.source)}`);
  const actors = spread('account.c', COPIES.length).flatMap((account, index) => {
    const id = nameOf(account);
    const at = { shard: shardOf(account), owner: OWNER };
    const config = {
      ...{ owner: OWNER, venue: 'chaos', simulatedVenue: true, currency: 'USD', deposit: DEPOSIT },
      ...{ commissionRate: 0.0005, limits: { priceCollar: 0.5 }, equityEveryMs: 1_800_000 },
    };
    const followers = COPIES[index]!.map(([which, ratio, maxSignalAgeMs], place) => {
      const follower = `follower.${id}-${place + 1}`;
      const provider = providers[which]!;
      copiers.push({ follower, provider, source: published[which]!.source, ratio });
      const copies = { account: id, provider, alias: id, ...settingsOf(ratio, maxSignalAgeMs) };
      const traded = tradedIn(published[which]!);
      return row(
        follower,
        { ...copies, ...traded, owner: OWNER, sourceInstrument: published[which]!.symbol, allocation: ALLOCATION },
        { ...at, parent: `desk.${id}`, ordinal: place },
      );
    });
    return [
      row(account, {}, at),
      row(`risk-monitor.${id}`, config, { ...at, parent: account }),
      row(`desk.${id}`, {}, { ...at, parent: account, ordinal: 1 }),
      ...followers,
    ];
  });
  const told = published.map((one, index) => {
    const { source, account, owner, allocation, symbol, lane } = one;
    const config = {
      ...{ owner, name: source, source, account, lane, instrument: instrumentNamed(symbol), allocation },
      ...{ currency: 'USD', visibility: 'public', terms: TERMS, chain: [owner] },
    };
    return row(providers[index]!, config, { owner, shard: shardOf(`account.${account}`) });
  });
  return { actors: [...told, ...actors], copiers };
}

const tradedIn = ({ lane, symbol }: Published): object => ({
  ...{ lane, instrument: instrumentNamed(symbol), after: 0, terms: TERMS },
});

const settingsOf = (ratio: string, maxSignalAgeMs: number | undefined): object => ({
  settings: {
    allocation: { kind: 'fixed_ratio', ratio: ratio.replace('-', '') },
    reverse: ratio.startsWith('-'),
    copyOpen: { notWorseThan: 1 },
    afterOutage: 'reconcile',
    ...(maxSignalAgeMs !== undefined && { maxSignalAgeMs }),
  },
});

/** Whether an actor belongs to an account that copies. */
export const isCopiers = (actor: string): boolean => /^(follower|risk-monitor)\.c\d/.test(actor);

const nameOf = (address: string): string => address.slice(address.indexOf('.') + 1);
