// B1. Whatever a page, a stream or the API reads or asks for goes through the sources of who asks: nothing hands out the whole.
import { randomUUID } from 'node:crypto';
import type { Caller } from '../actors/domain/people/caller.ts';
import { copyRequests } from './api/copy-requests.ts';
import { type Asked, riskRequests } from './api/risk-requests.ts';
import type { CommandDesk } from './command-desk.ts';
import { copyCommands } from './copy-commands.ts';
import { copyReads, type CopyReads } from './copy-reads.ts';
import type { BrokerFace, Log, WallClock } from './face.ts';
import { backtestsFor, type OwnBacktests } from './own-backtests.ts';
import { inspectionOf, type OwnInspection } from './inspection.ts';
import { messagingReads, type OwnMessaging } from './messaging.ts';
import { ownCopies } from './own-copies.ts';
import { ownCopying, type OwnCopying } from './own-copying.ts';
import { ownDesk, type OwnDesk } from './own-desk.ts';
import { ownTroupe } from './own-troupe.ts';
import { type OwnPeople, peopleFace } from './people.ts';
import { type RiskAnswer, type RiskCommand, riskCommands } from './risk-commands.ts';
import { NOBODY } from './reach.ts';
import type { TroupeReads, WholeTroupe } from './troupe-reads.ts';

/** What pages and the API are made from, as one person may use it. */
export interface Sources {
  readonly caller: Caller;
  readonly troupe: TroupeReads;
  readonly copies: CopyReads;
  readonly desk: OwnDesk;
  readonly copying: OwnCopying;
  readonly risk: OwnRisk;
  readonly people: OwnPeople;
  readonly messaging: OwnMessaging;
  readonly inspection: OwnInspection;
  readonly backtests: OwnBacktests;
  /** Calls an action for who asks. */
  readonly call: (action: string, params: object) => Promise<unknown>;
}

interface OwnRisk {
  give(key: string, command: RiskCommand, params: Readonly<Record<string, unknown>>): Promise<RiskAnswer>;
  /** The same for a program, under an idempotency key. */
  ask(asked: Omit<Asked, 'caller'>): Promise<RiskAnswer>;
}

export type SourcesFor = (caller: Caller) => Sources;

export const sourcesOf = (deps: {
  readonly actors: BrokerFace;
  readonly troupe: WholeTroupe;
  readonly desk: CommandDesk;
  readonly clock: WallClock;
  readonly log: Log;
}): SourcesFor => {
  const { actors, troupe, desk, clock, log } = deps;
  const copies = copyReads(actors, clock);
  const people = peopleFace(actors);
  const backtests = backtestsFor(actors, clock);
  const copying = copyCommands({ actors, log });
  const risk = riskCommands({ actors, log });
  const messaging = messagingReads({ actors, clock });
  const requests = {
    copying: copyRequests({ commands: copying, clock, newKey: randomUUID }),
    risk: riskRequests({ commands: risk, clock }),
  };
  const call = (action: string, params: object, caller: Caller): Promise<unknown> =>
    actors.call(action, params, caller);
  return (caller) => {
    const own = ownTroupe(troupe, caller);
    const asking = caller === NOBODY ? undefined : caller;
    return {
      ...{ caller, troupe: own, desk: ownDesk(desk, caller, own), backtests: backtests(caller) },
      copies: ownCopies(copies, caller, { all: troupe, own }),
      copying: ownCopying({ commands: copying, requests: requests.copying, call }, caller, own),
      risk: {
        give: (key, command, params) => risk.give(key, caller, command, params),
        ask: (asked) => requests.risk({ ...asked, caller }),
      },
      people: (name, params) => people(name, params, asking),
      ...{ messaging: messaging(caller), inspection: inspectionOf(actors, caller, own) },
      call: (action, params) => call(action, params, caller),
    };
  };
};
