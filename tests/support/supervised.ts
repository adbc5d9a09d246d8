// What a troupe in memory needs so that its risk supervisor is the real one: its row, its node's desk, a venue's word on holdings.
import type { Clock } from '../../runtime/clock.ts';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { AccountEvent } from '../../actors/domain/account-event.ts';
import type { Bar } from '../../actors/domain/bar.ts';
import { decimal, ZERO, type Decimal } from '../../actors/domain/decimal.ts';
import { covers, parseScope, type PartialSubject } from '../../actors/domain/risk/scope.ts';
import type { VenueHoldings } from '../../actors/ports/broker.ts';
import type { AffectedAccount, HistoryBar, RiskRequest } from '../../actors/ports/risk-desk.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { riskDesk, type RiskDesk } from '../../actors/troupe/risk-desk.ts';
import type { MemoryStore } from './memory-store.ts';

const SILENCE_MS = 60_000;

export const supervisorRow = ({ approveLoosening = false }: { readonly approveLoosening?: boolean }) => ({
  ...{ address: RISK_SUPERVISOR, kind: 'risk-supervisor', config: { owner: 'platform', approveLoosening } },
  ...{ desired: 'running' as const, ordinal: 0, owner: 'platform', shard: shardOf(RISK_SUPERVISOR) },
});

/** The paper venue keeps no truth: its fills are added up as they were written down. */
export const bookedHoldings =
  (store: MemoryStore): VenueHoldings =>
  async (account) => {
    const held = new Map<string, Decimal>();
    for (const { payload } of store.events(`risk-monitor.${account}`)) {
      const event = payload as AccountEvent;
      if (event.type !== 'order.filled') continue;
      const { instrument, side, quantity } = event.fill;
      held.set(instrument, (held.get(instrument) ?? ZERO)[side === 'BUY' ? 'add' : 'sub'](decimal(quantity)));
    }
    return Object.fromEntries(Array.from(held, ([symbol, quantity]) => [symbol, String(quantity)]));
  };

export interface SupervisedDesk {
  perform(actor: string, request: unknown): Promise<unknown>;
  close(): void;
}

interface DeskOptions {
  readonly host: ActorHost;
  readonly store: MemoryStore;
  readonly registry: ActorRegistry;
  readonly clock: Clock;
  readonly isDead: () => boolean;
  readonly silenceMs?: number;
}

/** Opened with the first question, when the host is there. */
export function deskOf({ host, store, registry, clock, isDead, silenceMs = SILENCE_MS }: DeskOptions): SupervisedDesk {
  const open = (): RiskDesk =>
    riskDesk({
      ...{ hub: host.hub, clock, silenceMs, alarms: { every: () => () => undefined } },
      heads: (streams) => store.heads(streams),
      affected: (scope, accounts) => affectedIn(registry, scope, accounts),
      history: async (lane, through, bars) => historyIn(store, lane, through, bars),
      call: (action, params) => {
        const dot = action.lastIndexOf('.');
        return host.act(action.slice(0, dot), action.slice(dot + 1), params, 'node');
      },
      tell: (word) => {
        if (!isDead()) host.tellAll('risk-monitor', RISK_SUPERVISOR, word);
      },
    });
  let desk: RiskDesk | undefined;
  return {
    perform: (actor, request) => (desk ??= open()).perform(actor, request as RiskRequest),
    close: () => desk?.close(),
  };
}

function historyIn(store: MemoryStore, lane: string, through: number, bars: number): HistoryBar[] {
  const entries = store.entries(lane).filter(({ position }) => position <= through);
  return entries.slice(-bars).map(({ position, payload }) => {
    const { openTime, closeTime, close } = payload as Bar;
    return { position, openTime, closeTime, close };
  });
}

/** As the registry's own query says. */
async function affectedIn(
  registry: ActorRegistry,
  scope: string,
  accounts: readonly string[] | undefined,
): Promise<readonly AffectedAccount[]> {
  const parsed = parseScope(scope);
  const rows = await registry.list();
  const isAbout = (subject: PartialSubject): boolean =>
    accounts?.includes(subject.account ?? '') ?? covers(parsed, subject);
  return rows
    .filter(({ kind }) => kind === 'risk-monitor')
    .flatMap(({ address, config, desired }) => {
      const account = address.slice('risk-monitor.'.length);
      const user = (config as { owner: string }).owner;
      const actors = rows.filter(({ kind, config: of, address: actor }) => {
        if (kind !== 'subscription') return false;
        const { account: on, strategy, instrument } = of as Trading;
        return on === account && isAbout({ user, account, actor, strategy, symbol: instrument.symbol });
      });
      if (actors.length === 0 && !isAbout({ user, account })) return [];
      return [{ account, actors: actors.map((actor) => actor.address), isRunning: desired === 'running' }];
    });
}

interface Trading {
  readonly account: string;
  readonly strategy: string;
  readonly instrument: { readonly symbol: string };
}
