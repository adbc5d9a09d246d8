import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RuntimeMeter } from '../../runtime/ports/runtime-meter.ts';
import type { ActorStatus } from '../../runtime/host/actor-status.ts';

/** Counts of an account's life as its risk monitor shows them. */
interface AccountFacts {
  readonly accepted?: number;
}

export interface Metrics extends RuntimeMeter {
  /** Prometheus text; reads the actors' present state. */
  text(): Promise<{ contentType: string; body: string }>;
}

/** A histogram takes longer than many a turn: one in so many quick ones is observed, and every slow one. */
const OBSERVED = 16;
const SLOW_MS = 1;
/** prom-client's own 10 ms cost an idle node 0.7 % of a core. */
const LOOP_LOOK_MS = 100;
const MS_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 50, 100, 500, 1_000];

/** Kinds of actors that trade. */
const TRADERS: ReadonlySet<string> = new Set(['subscription', 'follower', 'manual']);

/** What a node is in its cluster. */
export interface ClusterFacts {
  readonly shards: number;
  /** Its leases cannot have run out. */
  readonly isSure: boolean;
  /** Packets dropped so far, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** The node's metrics; `actors` and `cluster` are asked at every scrape. */
export function prometheusMetrics(actors: () => readonly ActorStatus[], cluster: () => ClusterFacts): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: LOOP_LOOK_MS });
  const counter = (name: string, help: string, labelNames: readonly string[] = []): Counter =>
    new Counter({ name, help, labelNames, registers: [register] });
  const histogram = (name: string, help: string): Histogram =>
    new Histogram({ name, help, buckets: MS_BUCKETS, registers: [register] });
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name, help, labelNames, registers: [register] });

  const turns = counter('troupe_turns_total', 'Turns taken by actors.');
  const turnTime = histogram(
    'troupe_turn_milliseconds',
    'Time a turn takes, without its commit: every turn over 1 ms, one in 16 of the others.',
  );
  let taken = 0;
  const commitTime = histogram('troupe_commit_milliseconds', 'Time until a batch of turns is durable.');
  const orderTime = histogram(
    'troupe_order_path_milliseconds',
    'Time until what a risk monitor has decided (orders, fills) is durable.',
  );
  const drops = counter('troupe_mailbox_dropped_total', 'Messages refused by full mailboxes.', ['kind']);
  const restarts = counter('troupe_restarts_total', 'Restarts of actors.', ['kind']);

  const count = gauge('troupe_actors', 'Actors by kind and lifecycle.', ['kind', 'lifecycle']);
  const depth = gauge('troupe_mailbox_depth', 'Most messages that wait in one mailbox of the kind.', ['kind']);
  const age = gauge('troupe_mailbox_age_milliseconds', 'Longest that a message has waited in a mailbox of the kind.', [
    'kind',
  ]);
  const bars = gauge('troupe_bars', 'Bars published by stream.', ['stream']);
  const orders = gauge('troupe_orders', 'Orders admitted since the account was opened.', ['account']);
  const denials = gauge('troupe_denials', 'Orders denied since the account was opened, by code.', ['account', 'code']);
  const fills = gauge('troupe_fills', 'Fills booked since the actor was started first.', ['actor']);

  const shards = gauge('troupe_shards', 'Shards that the node holds.');
  const sure = gauge(
    'troupe_lease_sure',
    '1 while the node’s leases cannot have run out, 0 while it takes no turns for that.',
  );
  const droppedPackets = gauge('troupe_packets_dropped', 'Packets of other nodes that were dropped, by reason.', [
    'reason',
  ]);
  const readCluster = (): void => {
    const facts = cluster();
    shards.set(facts.shards);
    sure.set(facts.isSure ? 1 : 0);
    for (const [reason, number] of Object.entries(facts.dropped)) droppedPackets.set({ reason }, number);
  };

  const readActors = (): void => {
    for (const metric of [count, depth, age, bars, orders, denials, fills]) metric.reset();
    const deepest = new Map<string, { depth: number; age: number }>();
    for (const { address, kind, lifecycle, mailbox, state } of actors()) {
      count.inc({ kind, lifecycle });
      const most = deepest.get(kind) ?? { depth: 0, age: 0 };
      deepest.set(kind, { depth: Math.max(most.depth, mailbox.depth), age: Math.max(most.age, mailbox.oldestAgeMs) });
      if (kind === 'market-data')
        for (const { stream, bars: published } of streamsOf(state)) bars.set({ stream }, published);
      if (kind === 'risk-monitor') {
        const facts: AccountFacts & { account?: string; denialsByCode?: Record<string, number> } = state;
        const account = facts.account ?? address;
        orders.set({ account }, facts.accepted ?? 0);
        for (const [code, number] of Object.entries(facts.denialsByCode ?? {})) denials.set({ account, code }, number);
      }
      if (TRADERS.has(kind)) fills.set({ actor: address }, Number(state['fills'] ?? 0));
    }
    for (const [kind, most] of deepest) {
      depth.set({ kind }, most.depth);
      age.set({ kind }, most.age);
    }
  };

  return {
    turned: (number) => turns.inc(number),
    turnTook: (ms) => {
      taken += 1;
      if (ms > SLOW_MS || taken % OBSERVED === 0) turnTime.observe(ms);
    },
    committed: (actor, ms, events) => {
      commitTime.observe(ms);
      if (events > 0 && actor.startsWith('risk-monitor.')) orderTime.observe(ms);
    },
    dropped: (actor) => drops.inc({ kind: actor.slice(0, actor.indexOf('.')) }),
    restarted: (kind) => restarts.inc({ kind }),
    text: async () => {
      readActors();
      readCluster();
      return { contentType: register.contentType, body: await register.metrics() };
    },
  };
}

const streamsOf = (state: Record<string, unknown>): readonly { stream: string; bars: number }[] =>
  Array.isArray(state['streams']) ? (state['streams'] as { stream: string; bars: number }[]) : [];
