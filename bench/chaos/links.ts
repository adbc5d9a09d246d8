// The wires of one worker, each by way of a proxy: to NATS, to PostgreSQL, to the venue.
import { commitCutter, type CommitCutter } from './proxy/commit-cutter.ts';
import { faultProxy, targetOf, urlThrough, type FaultProxy, type Wire } from './proxy/fault-proxy.ts';
import { natsFaults, type NatsFaults } from './proxy/nats-faults.ts';
import type { Random } from '../../runtime/random.ts';

export type Wired = 'nats' | 'postgres' | 'venue';

export interface WorkerLinks {
  readonly proxies: Readonly<Record<Wired, FaultProxy>>;
  readonly packets: NatsFaults;
  readonly commits: CommitCutter;
  readonly answers: AnswerCutter;
  /** What the worker is told instead of the servers' own addresses. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface Targets {
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly venueUrl: string;
}

export async function workerLinks({ natsUrl, databaseUrl, venueUrl }: Targets, random: Random): Promise<WorkerLinks> {
  const packets = natsFaults(random.fork('packets'));
  const commits = commitCutter();
  const answers = answerCutter();
  const open = (url: string, wire: Wire): Promise<FaultProxy> =>
    faultProxy({ target: targetOf(url), wire, random: random.fork(url) });
  const [nats, postgres, venue] = await Promise.all([
    open(natsUrl, packets.wire),
    open(databaseUrl, commits.wire),
    open(venueUrl, answers.wire),
  ]);
  const proxies = { nats, postgres, venue };
  return {
    ...{ proxies, packets, commits, answers },
    env: {
      NATS_URL: bare(urlThrough(nats, natsUrl)),
      DATABASE_URL: urlThrough(postgres, databaseUrl),
      TROUPE_VENUE_URL: bare(urlThrough(venue, venueUrl)),
    },
    close: async () => {
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    },
  };
}

const bare = (url: string): string => url.replace(/\/$/, '');

export interface AnswerCutter {
  readonly wire: Wire;
  /** Lets the next `orders` reach the venue, and cuts the connection of each before the answer gets back. */
  cutAfterOrder(orders: number): void;
  /** How many answers have been swallowed. */
  readonly cuts: number;
}

/** The worst moment of a venue's connection: the order is there, and its sender never hears of it. */
function answerCutter(): AnswerCutter {
  let armed = 0;
  let cuts = 0;
  return {
    cutAfterOrder(orders) {
      armed += orders;
    },
    get cuts() {
      return cuts;
    },
    wire: (cut) => {
      let isDoomed = false;
      return {
        toTarget(chunk, pass) {
          if (armed > 0 && !isDoomed && chunk.includes('POST /submit')) {
            armed -= 1;
            isDoomed = true;
          }
          pass(chunk);
        },
        toClient(chunk, pass) {
          if (!isDoomed) return pass(chunk);
          cuts += 1;
          cut();
        },
      };
    },
  };
}
