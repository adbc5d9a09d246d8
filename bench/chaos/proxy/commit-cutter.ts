// The worst moment of a database connection: the commit is durable, and its sender never hears of it.
import type { Wire } from './fault-proxy.ts';

export interface CommitCutter {
  readonly wire: Wire;
  /** Lets the next `calls` commits through to the server, and cuts the connection of each before its answer gets back. */
  cutAfterCommit(calls: number): void;
  /** How many answers have been swallowed. */
  readonly cuts: number;
}

/** ReadyForQuery, with its length and any state of the transaction: the server is done with what it was asked. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);

/** For a link to PostgreSQL without TLS. A commit is what has the word in it: `COMMIT`, or a call of a function like commit_units. */
export function commitCutter(): CommitCutter {
  let armed = 0;
  let cuts = 0;
  return {
    cutAfterCommit(calls) {
      armed += calls;
    },
    get cuts() {
      return cuts;
    },
    wire: (cut) => {
      let isDoomed = false;
      let seen = Buffer.alloc(0);
      return {
        toTarget(chunk, pass) {
          if (armed > 0 && !isDoomed && isCommit(chunk)) {
            armed -= 1;
            isDoomed = true;
          }
          pass(chunk);
        },
        toClient(chunk, pass) {
          if (!isDoomed) return pass(chunk);
          seen = Buffer.concat([seen, chunk]);
          if (!seen.includes(READY)) return;
          cuts += 1;
          cut();
        },
      };
    },
  };
}

const isCommit = (chunk: Buffer): boolean => chunk.includes('commit') || chunk.includes('COMMIT');
