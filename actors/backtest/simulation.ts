// B1. The strategy, subscription, risk monitor, matching and ledger are the live ones, taking the live messages in the live
//     order: the monitor's bar and fills, then reports, bar, signal and completed position of the subscription.
// B2. Nothing waits: what is asked of the venue is answered before the next message.
import { ActorError } from '../../runtime/errors.ts';
import type { Message, StreamEntry } from '../../runtime/actor.ts';
import type { AccountEvent } from '../domain/account-event.ts';
import type { Bar } from '../domain/bar.ts';
import { restingBook, type RestingBook } from '../domain/resting-book.ts';
import type { FillModel } from '../domain/fill-model.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { Fill } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { reportsStream, signalsStream } from '../protocol.ts';
import { riskMonitorActor } from '../risk-monitor/risk-monitor.actor.ts';
import type { RiskMonitorConfig } from '../risk-monitor/risk-monitor-config.ts';
import type { AccountState } from '../risk-monitor/account-state.ts';
import type { VenueRequest } from '../ports/broker.ts';
import { RISK_PORT, type RiskBriefing, type RiskRequest } from '../ports/risk-desk.ts';
import { VENUE_PORT } from '../risk-monitor/venue-requests.ts';
import { strategyActor, type StrategyState } from '../strategy/strategy.actor.ts';
import { subscriptionActor } from '../subscription/subscription.actor.ts';
import type { SubscriptionState } from '../subscription/subscription-state.ts';
import { Pending, SimulatedTurn, type Addressed, type SimulatedWorld } from './simulated-turn.ts';

export const ACCOUNT = 'backtest';
export const STRATEGY = 'strategy.backtest';
const MONITOR = `risk-monitor.${ACCOUNT}`;
const SUBSCRIPTION = 'subscription.backtest';
const SIGNALS = signalsStream('backtest');
const REPORTS = reportsStream(SUBSCRIPTION);

export interface SimulationOptions {
  readonly instrument: Instrument;
  readonly lane: string;
  readonly model: FillModel;
  /** Configs as rows of `actors` hold them. */
  readonly strategy: unknown;
  readonly subscription: unknown;
  readonly account: unknown;
}

/** What became of the orders that were asked for. */
export interface OrderOutcomes {
  readonly accepted: number;
  /** By the risk monitor, before they were sent. */
  readonly denied: number;
  readonly denialsByCode: Readonly<Record<string, number>>;
  /** By the venue, e.g. for a gap that made them too dear. */
  readonly rejected: number;
}

const strategyKind = strategyActor;
const subscriptionKind = subscriptionActor();
const monitorKind = riskMonitorActor();

/** One strategy trading one instrument on one account, bar after bar, under a virtual clock. */
export class Simulation implements SimulatedWorld {
  readonly fills: Fill[] = [];
  readonly rejections: { readonly clientOrderId: string; readonly reason: string }[] = [];
  private readonly book: RestingBook;
  private readonly strategy: StrategyState;
  private readonly subscription: SubscriptionState;
  private readonly monitor: AccountState;
  private readonly monitorTurn = new SimulatedTurn(MONITOR, this);
  private readonly subscriptionTurn = new SimulatedTurn(SUBSCRIPTION, this);
  private readonly strategyTurn = new SimulatedTurn(STRATEGY, this);
  private readonly queue = new Pending<Addressed>();
  private readonly reports = new Pending<StreamEntry>();
  private signal: StreamEntry | undefined;
  private readonly entry: BarEntry;
  private readonly barMessage: Message;
  private readonly positionMessage: { kind: 'position'; position: number; time: number } = {
    kind: 'position',
    position: 0,
    time: 0,
  };
  private reportSeq = 0;
  private signalSeq = 0;

  constructor(options: SimulationOptions) {
    this.book = restingBook({ model: options.model, instrumentOf: () => options.instrument, doneKept: 0 });
    this.strategy = strategyKind.initial(strategyKind.parseConfig(options.strategy), STRATEGY);
    this.subscription = subscriptionKind.initial(subscriptionKind.parseConfig(options.subscription), SUBSCRIPTION);
    const account: RiskMonitorConfig = monitorKind.parseConfig(options.account);
    this.monitor = monitorKind.initial(account, MONITOR);
    this.entry = new BarEntry(options.lane);
    this.barMessage = { kind: 'entry', entry: this.entry };
    monitorKind.receive(this.monitor, { kind: 'started', siblings: [] }, this.monitorTurn);
    subscriptionKind.receive(this.subscription, { kind: 'started', siblings: [] }, this.subscriptionTurn);
    this.drain();
  }

  /** Takes the next bar; answers the equity at its close. */
  bar(bar: Bar): number {
    const { entry, barMessage, positionMessage } = this;
    entry.next(bar);
    monitorKind.receive(this.monitor, barMessage, this.monitorTurn);
    if (!this.queue.isEmpty) this.drain();
    strategyKind.receive(this.strategy, barMessage, this.strategyTurn);
    if (!this.reports.isEmpty) this.deliverReports(entry.position);
    subscriptionKind.receive(this.subscription, barMessage, this.subscriptionTurn);
    if (this.signal !== undefined) {
      subscriptionKind.receive(this.subscription, { kind: 'entry', entry: this.signal }, this.subscriptionTurn);
      this.signal = undefined;
    }
    positionMessage.position = entry.position;
    positionMessage.time = bar.closeTime;
    subscriptionKind.receive(this.subscription, positionMessage, this.subscriptionTurn);
    if (!this.queue.isEmpty) this.drain();
    return this.subscription.cashNumber + this.subscription.quantityNumber * bar.close;
  }

  get orders(): OrderOutcomes {
    const { accepted, denied, denialsByCode } = this.monitor;
    return { accepted, denied, denialsByCode, rejected: this.rejections.length };
  }

  /** Exact, of the sub-ledger that trades. */
  get cash(): Decimal {
    return this.subscription.cash;
  }

  get holding(): Position {
    return this.subscription.holding;
  }

  // ---- The world ----

  appended(stream: string, { position, time, payload, correlationId }: Omit<StreamEntry, 'stream' | 'seq'>): void {
    if (stream === SIGNALS)
      this.signal = { stream, seq: (this.signalSeq += 1), position, time, payload, correlationId };
    else if (stream === REPORTS)
      this.reports.push({ stream, seq: (this.reportSeq += 1), position, time, payload, correlationId });
  }

  recorded(type: string, payload: unknown): void {
    monitorKind.apply!(this.monitor, type, payload);
    const event = payload as AccountEvent;
    if (event.type === 'order.filled') this.fills.push(event.fill);
    else if (event.type === 'order.rejected') this.rejections.push(event);
  }

  performed(port: string, request: unknown): void {
    const value =
      port === RISK_PORT ? adviseAlone(request as RiskRequest) : this.askVenue(port, request as VenueRequest);
    this.queue.push({ to: 'monitor', message: { kind: 'performed', port, request, result: { ok: true, value } } });
  }

  told(to: string, body: unknown): void {
    if (to === MONITOR) {
      // The one word of an uneventful bar is taken on the spot.
      const word = body as { kind: string; requests?: readonly unknown[] };
      if (word.kind === 'decided' && word.requests?.length === 0) return;
      this.queue.push({ to: 'monitor', message: { kind: 'told', from: SUBSCRIPTION, body } });
    } else this.queue.push({ to: 'subscription', message: { kind: 'told', from: MONITOR, body } });
  }

  private askVenue(port: string, request: VenueRequest): unknown {
    if (port !== VENUE_PORT) throw new ActorError('UNKNOWN_PORT', `a backtest has no port ${port}`, { port });
    switch (request.kind) {
      case 'restore':
        this.book.restore(request.account, request.orders);
        return undefined;
      case 'submit':
        return this.book.submit(request.order);
      case 'cancel':
        return this.book.cancel(request.clientOrderId, request);
      case 'query':
        return this.book.query(request.clientOrderId);
      case 'advance':
        return this.book.advance(request);
      case 'holdings':
        throw new ActorError('UNKNOWN_REQUEST', 'a backtest has no supervisor that would want a proof of flatness');
    }
  }

  private drain(): void {
    for (let next = this.queue.take(); next !== undefined; next = this.queue.take()) {
      if (next.to === 'monitor') monitorKind.receive(this.monitor, next.message, this.monitorTurn);
      else subscriptionKind.receive(this.subscription, next.message, this.subscriptionTurn);
    }
  }

  /** Reports up to the present position; what was decided after the last close belongs to the next one. */
  private deliverReports(position: number): void {
    for (let report = this.reports.take(); report !== undefined; report = this.reports.take()) {
      if (report.position > position)
        throw new ActorError(
          'REPORT_OUT_OF_ORDER',
          `report ${report.seq} belongs to bar ${report.position}, not to ${position}`,
        );
      subscriptionKind.receive(this.subscription, { kind: 'entry', entry: report }, this.subscriptionTurn);
    }
  }
}

/** The entry of the present bar, used again for the next: a million bars cost no garbage. */
class BarEntry implements StreamEntry<Bar> {
  readonly stream: string;
  seq = 0;
  position = 0;
  time = 0;
  payload!: Bar;
  private readonly prefix: string;

  constructor(stream: string) {
    this.stream = stream;
    this.prefix = stream.slice('bars.'.length);
  }

  get correlationId(): string {
    return `${this.prefix}#${this.seq}`;
  }

  next(bar: Bar): void {
    this.seq += 1;
    this.position = this.seq;
    this.time = bar.closeTime;
    this.payload = bar;
  }
}

/** A backtest has no risk supervisor: no control reaches its account, and nobody waits for a confirmation. */
const adviseAlone = ({ kind }: RiskRequest): RiskBriefing | undefined =>
  kind === 'brief' ? { head: 0, isSupervised: true } : undefined;
