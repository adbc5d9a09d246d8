// D1. What accounts ask and confirm in one moment is one question, one call: a halt of ten thousand is a few calls.
// D2. A supervisor that has been silent for too long is out of sight: the accounts of this node are told, and told again
//     when it is back. They hear it from their own node, so it holds whatever cannot be reached.
// D3. A day that ends while the node is down is told with the briefing, so no end of a day is missed.
import DataLoader from 'dataloader';
import type { Clock } from '../../runtime/clock.ts';
import type { StreamHub } from '../../runtime/streams/hub.ts';
import { cronOf } from '../domain/system-risk/cron-of.ts';
import type { TradingDay } from '../domain/system-risk/trading-day.ts';
import type { Alarms } from '../ports/alarms.ts';
import type {
  AffectedAccount,
  Confirmation,
  HistoryBar,
  RiskBriefing,
  RiskRequest,
  SaidConfirmation,
} from '../ports/risk-desk.ts';
import { CONTROLS_STREAM, type FromRiskDesk, RISK_SUPERVISOR, SUPERVISION_STREAM } from '../protocol.ts';

const LOOK_EVERY_MS = 1_000;
const GATHER_MS = 1;
const MOST_AT_ONCE = 1_000;

export interface RiskDeskOptions {
  readonly hub: StreamHub;
  readonly clock: Clock;
  /** Last durable entries of streams. */
  readonly heads: (streams: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly affected: (scope: string, accounts: readonly string[] | undefined) => Promise<readonly AffectedAccount[]>;
  /** The last `bars` bars of a lane at or before a position, oldest first. */
  readonly history: (lane: string, through: number, bars: number) => Promise<readonly HistoryBar[]>;
  /** Calls an action of an actor, wherever it is. */
  readonly call: (action: string, params: Record<string, unknown>) => Promise<unknown>;
  /** Tells every risk monitor of this node. */
  readonly tell: (word: FromRiskDesk) => void;
  /** Rings by a schedule. */
  readonly alarms: Alarms;
  /** Longest that the supervisor may be silent. */
  readonly silenceMs: number;
}

export interface RiskDesk {
  perform(actor: string, request: RiskRequest): Promise<unknown>;
  close(): void;
}

/** What risk monitors and the risk supervisor ask of their node. */
export function riskDesk(options: RiskDeskOptions): RiskDesk {
  const { hub, clock, heads, affected, history, call, tell, alarms, silenceMs } = options;
  let heardAt = clock.now();
  let isSupervised = true;
  const ear = { hear: () => void (heardAt = clock.now()), behind: () => 0 };
  hub.follow(SUPERVISION_STREAM, ear);
  const gather = {
    ...{ cache: false, maxBatchSize: MOST_AT_ONCE },
    batchScheduleFn: (ask: () => void) => void clock.setTimer(GATHER_MS, ask),
  };
  const confirmations = new DataLoader<SaidConfirmation, null>(async (said) => {
    await call(`${RISK_SUPERVISOR}.confirm`, { confirmations: said });
    return said.map(() => null);
  }, gather); // D1
  const durable = new DataLoader<string, number>(async (streams) => {
    const known = await heads([...new Set(streams)]); // read after each of these has asked
    return streams.map((stream) => known.get(stream) ?? 0);
  }, gather);
  /** When each account first said that it has come so far: a word that is said again is not later for that. */
  const saidFirst = new Map<string, { readonly taken: number; readonly at: number }>();
  let cancel = clock.setTimer(LOOK_EVERY_MS, look);
  const days = new Map<string, () => void>();

  function look(): void {
    cancel = clock.setTimer(LOOK_EVERY_MS, look);
    const isHeard = clock.now() - heardAt <= silenceMs;
    if (isHeard === isSupervised) return;
    isSupervised = isHeard;
    tell({ isSupervised }); // D2
  }

  function stamped(confirmation: Confirmation): SaidConfirmation {
    const { account, taken } = confirmation;
    const before = saidFirst.get(account);
    const first = before?.taken === taken ? before : { taken, at: clock.now() };
    saidFirst.set(account, first);
    return { ...confirmation, at: first.at };
  }

  /** Rings when days of this kind end; one alarm for all accounts that have it. */
  function awaitDays(day: TradingDay): void {
    const key = `${day.startsAt} ${day.timeZone}`;
    if (!days.has(key))
      days.set(
        key,
        alarms.every(cronOf(day, clock.now()), () => tell({ alarm: clock.now() })),
      ); // D3
  }

  async function brief(lanes: readonly string[]): Promise<RiskBriefing> {
    const [head, bars] = await Promise.all([
      durable.load(CONTROLS_STREAM),
      Promise.all(lanes.map(async (lane) => [lane, await durable.load(lane)] as const)),
    ]);
    return { head, bars: Object.fromEntries(bars), isSupervised, at: clock.now() };
  }

  return {
    async perform(_actor, request) {
      switch (request.kind) {
        case 'brief':
          if (request.day !== undefined) awaitDays(request.day);
          return brief(request.lanes);
        case 'confirm':
          return confirmations.load(stamped(request.confirmation));
        case 'history':
          return history(request.lane, request.through, request.bars);
        case 'affected':
          return { affected: await affected(request.scope, request.accounts), at: clock.now() };
      }
    },
    close() {
      cancel();
      for (const end of days.values()) end();
      hub.unfollow(SUPERVISION_STREAM, ear);
    },
  };
}
