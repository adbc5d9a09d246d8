// A1. One reader follows the journals of all accounts that somebody listens for, from where each was when it began.
// A2. A hint says which accounts to look at; what is journaled lazily comes later than the hint, so they are looked at for a while.
// A3. Now and then the heads of all of them are compared, so that a lost hint only delays.
import type { AccountNews } from '../../actors/domain/record-rows.ts';
import type { AccountView } from '../../actors/start-views.ts';
import type { ActorView } from '../../actors/views.ts';
import type { Log, WallClock } from '../face.ts';
import type { Asker } from './entry.ts';
import { seesAccount } from '../reach.ts';
import { looks, type Looks } from './looks.ts';
import type { Stirs } from './state-feed.ts';

/** What is heard of one account, in the order of its journal. */
export interface Heard extends AccountNews {
  readonly owner: string;
}

export interface AccountReader {
  /** Is told what is new of the accounts that are followed; the returned function ends it. */
  listen(hear: (heard: readonly Heard[]) => void): () => void;
  /** Follows the accounts that this asker may see; resolves when it stands somewhere in each. */
  cover(asker: Asker): Promise<void>;
  /** Of accounts that are followed and that this asker may see, all after these numbers up to now; undefined when it is too much. */
  since(places: Readonly<Record<string, number>>, asker: Asker): Promise<readonly Heard[] | undefined>;
  /** The accounts that an asker may see. */
  seenBy(asker: Asker): Promise<readonly AccountView[]>;
}

export interface AccountReaderDeps {
  readonly accounts: () => Promise<readonly AccountView[]>;
  readonly actors: () => Promise<readonly ActorView[]>;
  readonly heads: (
    accounts: readonly string[],
  ) => Promise<readonly { readonly account: string; readonly seq: number }[]>;
  readonly news: (
    accounts: readonly { readonly account: string; readonly after: number }[],
    limit: number,
  ) => Promise<readonly AccountNews[]>;
  readonly stirs: Stirs;
  readonly clock: WallClock;
  readonly log: Log;
}

/** Turns are journaled within 4 s of being taken (docs/0012). */
const DIRTY_MS = 6_000;
const SWEEP_MS = 5_000;
const ACCOUNTS_A_READ = 200;
const EVENTS_A_READ = 500;
const MOST_MISSED = 20_000;
const MONITOR = 'risk-monitor.';

interface Followed {
  readonly owner: string;
  seq: number;
  /** Until then it is looked at, epoch milliseconds. */
  dirtyUntil: number;
}

export const accountReader = (deps: AccountReaderDeps): AccountReader => {
  const { clock } = deps;
  const followed = new Map<string, Followed>();
  /** Those for whom accounts are followed. */
  const callers = new Map<string, Asker['caller']>();
  const listeners = new Set<(heard: readonly Heard[]) => void>();
  let hinted = new Set<string>();
  let sweptAt = clock.now();
  let looking: Looks | undefined;
  let deafen = (): void => {};

  const takeHints = async (): Promise<void> => {
    if (hinted.size === 0) return;
    const addresses = hinted;
    hinted = new Set();
    const until = clock.now() + DIRTY_MS; // A2
    for (const view of await deps.actors()) {
      if (!addresses.has(view.address)) continue;
      const named = view.kind === 'risk-monitor' ? view.address.slice(MONITOR.length) : view.state['account'];
      const one = typeof named === 'string' ? followed.get(named) : undefined;
      if (one !== undefined) one.dirtyUntil = until;
    }
  };

  const sweep = async (): Promise<void> => {
    if (clock.now() - sweptAt < SWEEP_MS) return;
    sweptAt = clock.now();
    const whom = [...callers.values()];
    for (const { account, owner } of await deps.accounts()) {
      if (followed.has(account) || !whom.some((caller) => seesAccount(caller, { owner }))) continue;
      // It was not there when they came: all of it is new.
      followed.set(account, { owner, seq: 0, dirtyUntil: clock.now() + DIRTY_MS });
    }
    if (followed.size === 0) return;
    for (const { account, seq } of await deps.heads([...followed.keys()])) {
      const one = followed.get(account);
      if (one !== undefined && seq > one.seq) one.dirtyUntil = clock.now() + 1; // A3
    }
  };

  const read = async (accounts: readonly string[]): Promise<void> => {
    const parts = await deps.news(
      accounts.map((account) => ({ account, after: followed.get(account)!.seq })),
      EVENTS_A_READ,
    );
    const heard: Heard[] = [];
    for (const part of parts) {
      const one = followed.get(part.account);
      if (one === undefined || part.through <= one.seq) continue;
      one.seq = part.through;
      if (part.isCut) one.dirtyUntil = Math.max(one.dirtyUntil, clock.now() + 1);
      if (part.news.length > 0) heard.push({ ...part, owner: one.owner });
    }
    if (heard.length > 0) for (const hear of listeners) hear(heard);
    if (parts.some(({ isCut }) => isCut)) looking?.stir();
  };

  const look = async (): Promise<void> => {
    await takeHints();
    await sweep();
    const dirty = [...followed].flatMap(([account, { dirtyUntil }]) => (dirtyUntil >= clock.now() ? [account] : []));
    for (let at = 0; at < dirty.length; at += ACCOUNTS_A_READ) await read(dirty.slice(at, at + ACCOUNTS_A_READ));
  };

  const begin = (): void => {
    looking = looks({ ...deps, name: 'accounts', look });
    deafen = deps.stirs((addresses) => {
      for (const address of addresses) hinted.add(address);
      looking?.stir();
    });
  };
  const end = (): void => {
    looking?.stop();
    deafen();
    followed.clear();
    callers.clear();
    hinted.clear();
  };

  const seenBy = async ({ caller, actor }: Asker): Promise<readonly AccountView[]> => {
    const seen = (await deps.accounts()).filter((account) => seesAccount(caller, account));
    if (actor === undefined) return seen;
    const account = (await deps.actors()).find(({ address }) => address === actor)?.state['account'];
    return seen.filter((one) => one.account === account);
  };

  return {
    seenBy,
    listen: (hear) => {
      if (listeners.size === 0) begin();
      listeners.add(hear);
      return () => {
        if (listeners.delete(hear) && listeners.size === 0) end();
      };
    },
    cover: async (asker) => {
      callers.set(JSON.stringify(asker.caller), asker.caller);
      const unknown = (await seenBy(asker)).filter(({ account }) => !followed.has(account));
      if (unknown.length === 0) return;
      const heads = new Map(
        (await deps.heads(unknown.map(({ account }) => account))).map(({ account, seq }) => [account, seq]),
      );
      for (const { account, owner } of unknown)
        if (!followed.has(account))
          followed.set(account, { owner, seq: heads.get(account) ?? 0, dirtyUntil: clock.now() + DIRTY_MS }); // A1
    },
    since: async (places, { caller }) => {
      const ends = Object.entries(places).flatMap(([account, after]) => {
        const one = followed.get(account);
        return one === undefined || !seesAccount(caller, one)
          ? []
          : [{ account, after, through: one.seq, owner: one.owner }];
      });
      if (ends.some(({ after, through }) => after > through || through - after > MOST_MISSED)) return undefined;
      const heard: Heard[] = [];
      for (const { account, after, through, owner } of ends) {
        let at = after;
        while (at < through) {
          const [part] = await deps.news([{ account, after: at }], EVENTS_A_READ);
          if (part === undefined) break;
          heard.push({ ...part, owner, news: part.news.filter(({ seq }) => seq <= through) });
          at = part.through;
        }
      }
      return heard;
    },
  };
};
