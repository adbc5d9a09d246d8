// Topics that their records number: bars of a lane, words of a provider. The number of an entry is that of its record.
import type { Feed, Say } from './feed.ts';
import type { News } from './entry.ts';
import { looks, type Looks } from './looks.ts';
import type { Stirs } from './state-feed.ts';
import type { Log, WallClock } from '../face.ts';

export type Numbered = News & { readonly seq: number };

/** Records that are read at once at most, to go on where a client or this server was. */
const MOST_MISSED = 5_000;
const SHOWN = 200;
const LOOKED_AT = 20;

/** A feed of records of one line; `newest` answers the last `limit` of them, oldest first. */
export const recordFeed = (deps: {
  readonly name: string;
  readonly newest: (limit: number) => Promise<readonly Numbered[]>;
  /** False while nothing can be new, which is cheaper to know. */
  readonly isNew: () => Promise<boolean>;
  readonly stirs: Stirs;
  readonly clock: WallClock;
  readonly log: Log;
}): Feed => {
  const { newest, isNew, stirs } = deps;
  let seq = 0;
  let looking: Looks | undefined;
  let deafen = (): void => {};

  const between = async (after: number, through: number): Promise<readonly Numbered[]> => {
    // More may have been written since `through`.
    const rows = await newest(Math.min(MOST_MISSED, through - after + LOOKED_AT));
    const wanted = rows.filter((row) => row.seq > after && row.seq <= through);
    return wanted[0]?.seq === after + 1 ? wanted : (await newest(MOST_MISSED)).filter((row) => row.seq > after);
  };

  const look =
    (say: Say): (() => Promise<void>) =>
    async () => {
      if (!(await isNew())) return;
      let rows = (await newest(LOOKED_AT)).filter((row) => row.seq > seq);
      if (rows.length > 0 && rows[0]!.seq !== seq + 1) rows = [...(await between(seq, rows.at(-1)!.seq))];
      seq = rows.at(-1)?.seq ?? seq;
      say(rows);
    };

  return {
    start: async (say) => {
      await isNew();
      seq = (await newest(1)).at(-1)?.seq ?? 0;
      looking = looks({ ...deps, look: look(say) });
      deafen = stirs(() => looking?.stir());
      return { seq };
    },
    snapshot: async () => {
      const through = seq;
      return (await newest(SHOWN)).filter((row) => row.seq <= through);
    },
    replay: async (since) => {
      if (typeof since !== 'number') return undefined;
      const through = seq;
      if (through - since > MOST_MISSED - LOOKED_AT) return undefined;
      const missed = (await between(since, through)).filter((row) => row.seq <= through);
      return missed.length === through - since ? missed : undefined;
    },
    stop: () => {
      looking?.stop();
      deafen();
    },
  };
};
