// Several actors, each on a lane of its own instrument, under one risk monitor: its turns and a simulated venue, without a host.
import type { Message } from '../../../runtime/actor.ts';
import type { Turn } from '../../../runtime/turn.ts';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { fillModel } from '../../../actors/domain/fill-model.ts';
import type { Instrument } from '../../../actors/domain/instrument.ts';
import { restingBook } from '../../../actors/domain/resting-book.ts';
import type { Control } from '../../../actors/domain/risk/control.ts';
import type { VenueRequest } from '../../../actors/ports/broker.ts';
import { type HistoryBar, RISK_PORT, type RiskRequest } from '../../../actors/ports/risk-desk.ts';
import { CONTROLS_STREAM, type OrderRequest, type TradingRequest } from '../../../actors/protocol.ts';
import type { AccountState } from '../../../actors/risk-monitor/account-state.ts';
import { riskMonitorActor } from '../../../actors/risk-monitor/risk-monitor.actor.ts';
import { aBar, anInstrument, T0 } from '../../support/domain-builders.ts';

const SELF = 'risk-monitor.a1';
const MINUTE_MS = 60_000;

export const product = riskMonitorActor();
export type RiskMonitor = typeof product;

export interface Trader {
  readonly address: string;
  readonly symbol: string;
  readonly lane: string;
}

export const trader = (name: string, symbol: string): Trader => ({
  address: `subscription.${name}`,
  symbol,
  lane: `bars.${symbol}.1m`,
});

interface Market {
  /** Positions 1, 2, 3 …; what lies before is `earlier`. */
  readonly bars: HistoryBar[];
  readonly earlier: readonly HistoryBar[];
  pulls: number;
  given: number;
}

export interface MarketOptions {
  readonly limits?: object;
  readonly deposit?: string;
  readonly traders: readonly Trader[];
  readonly definition?: RiskMonitor;
  /** Closes of each lane before its first bar. */
  readonly earlier?: (lane: string) => readonly number[];
  readonly volumeShare?: number;
}

export class MarketScene {
  state: AccountState;
  readonly journal: AccountEvent[] = [];
  readonly controls: Control[] = [];
  readonly asked: RiskRequest[] = [];
  readonly markets = new Map<string, Market>();
  isSupervised = true;
  /** Sees what is journaled in the moment in which it is. */
  onRecord: (event: AccountEvent) => void = () => undefined;
  private readonly options: MarketOptions;
  private readonly kind: RiskMonitor;
  private readonly config;
  private readonly instruments: Map<string, Instrument>;
  private readonly book;
  private readonly decided = new Map<string, number>();
  private queue: [port: string, request: unknown][] = [];
  private controlPulls = 0;

  constructor(options: MarketOptions) {
    this.options = options;
    this.kind = options.definition ?? product;
    this.config = this.kind.parseConfig({
      ...{ owner: 'ann', venue: 'paper', simulatedVenue: true, currency: 'USD', deposit: options.deposit ?? '100000' },
      ...{ limits: options.limits ?? {}, commissionRate: 0, equityEveryMs: 3_600_000 },
    });
    const symbols = new Set(options.traders.map(({ symbol }) => symbol));
    this.instruments = new Map(
      [...symbols].map((symbol) => [symbol, anInstrument({ symbol, lotSize: decimal(1), tickSize: decimal('0.01') })]),
    );
    const model = fillModel(options.volumeShare === undefined ? {} : { volumeShare: options.volumeShare });
    this.book = restingBook({ model, instrumentOf: (symbol) => this.instruments.get(symbol) });
    for (const { lane } of options.traders) {
      const closes = options.earlier?.(lane) ?? [];
      const earlier = closes.map((close, index) => barAt(index + 1 - closes.length, close));
      this.markets.set(lane, { bars: [], earlier, pulls: 0, given: 0 });
    }
    this.state = this.kind.initial(this.config, SELF);
    this.take({ kind: 'started', siblings: [] });
    for (const one of options.traders) this.hello(one);
  }

  hello({ address, symbol, lane }: Trader): void {
    const body = {
      ...{ kind: 'hello', lane, instrument: this.instruments.get(symbol)!, allocation: decimal(20_000), requests: [] },
      position: this.state.lanes.get(lane)?.position ?? 0,
    };
    this.take({ kind: 'told', from: address, body });
  }

  /** Every actor's word that it has decided; then each lane's next bar. */
  bar(closes: (lane: string) => number): void {
    for (const { address, lane } of this.options.traders) this.decide(address, lane);
    for (const [lane, market] of this.markets) {
      market.bars.push(barAt(market.bars.length + 1, closes(lane)));
      this.deliver(lane);
    }
  }

  /** One decision of an actor on its present bar. */
  decide(address: string, lane: string, ...actions: TradingRequest['action'][]): void {
    const { position, price, time } = this.state.lanes.get(lane)!;
    const requests = actions.map((action): TradingRequest => {
      const seq = (this.decided.get(address) ?? 0) + 1;
      this.decided.set(address, seq);
      return { seq, position, time, price: price === 0 ? 100 : price, correlationId: `c${position}`, action };
    });
    this.take({ kind: 'told', from: address, body: { kind: 'decided', position, requests } });
  }

  orders(address: string, lane: string, ...list: OrderRequest[]): void {
    this.decide(address, lane, { kind: 'orders', orders: list });
  }

  control(control: Control): void {
    this.controls.push(JSON.parse(JSON.stringify(control)) as Control);
    this.deliverControls();
  }

  /** A new incarnation, from the journal or from a snapshot. */
  restart(from: 'journal' | 'snapshot'): void {
    const saved = json(this.kind.save(this.state));
    this.queue = [];
    this.controlPulls = 0;
    for (const market of this.markets.values()) market.pulls = 0;
    this.state = from === 'snapshot' ? this.kind.load(this.config, saved, SELF) : this.folded();
    for (const [lane, market] of this.markets) market.given = this.state.lanes.get(lane)?.position ?? 0;
    this.take({ kind: 'started', siblings: this.options.traders.map(({ address }) => address) });
    for (const one of this.options.traders) this.hello(one);
    // What an actor had decided on bars that come again it decides again, in the same way: here nothing.
    for (
      let rounds = 0;
      rounds < 100 && [...this.markets].some(([, market]) => market.given < market.bars.length);
      rounds += 1
    )
      for (const { address, lane } of this.options.traders) this.decide(address, lane);
  }

  denials(): string[] {
    return this.journal.flatMap((event) => (event.type === 'order.denied' ? [event.reason] : []));
  }

  saved(): unknown {
    return json(this.kind.save(this.state));
  }

  folded(): AccountState {
    const state = this.kind.initial(this.config, SELF);
    for (const event of json(this.journal)) this.kind.apply!(state, event.type, event);
    return state;
  }

  private take(message: Message): void {
    this.kind.receive(this.state, message, this.turn());
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      const [port, request] = next;
      const value = port === RISK_PORT ? this.advice(request as RiskRequest) : this.venue(request as VenueRequest);
      this.kind.receive(this.state, { kind: 'performed', port, request, result: { ok: true, value } }, this.turn());
    }
    this.deliverControls();
    for (const lane of this.markets.keys()) this.deliver(lane);
  }

  private deliverControls(): void {
    while (this.controlPulls > 0 && this.state.controls.through < this.controls.length) {
      this.controlPulls -= 1;
      const seq = this.state.controls.through + 1;
      const entry = {
        stream: CONTROLS_STREAM,
        seq,
        position: seq,
        time: T0,
        payload: this.controls[seq - 1]!,
        correlationId: 'k',
      };
      this.take({ kind: 'entry', entry });
    }
  }

  private deliver(lane: string): void {
    const market = this.markets.get(lane)!;
    while (market.pulls > 0 && market.given < market.bars.length) {
      market.pulls -= 1;
      market.given += 1;
      const position = market.given;
      const { openTime, closeTime, close } = market.bars[position - 1]!;
      const payload = aBar({ openTime, closeTime, open: close, high: close, low: close, close, volume: 40 });
      this.take({
        kind: 'entry',
        entry: { stream: lane, seq: position, position, time: closeTime, payload, correlationId: 'c' },
      });
    }
  }

  private advice(request: RiskRequest): unknown {
    this.asked.push(request);
    if (request.kind === 'brief') return { head: this.controls.length, isSupervised: this.isSupervised };
    if (request.kind !== 'history') return undefined;
    const { bars, earlier } = this.markets.get(request.lane)!;
    return [...earlier, ...bars].filter(({ position }) => position <= request.through).slice(-request.bars);
  }

  private venue(request: VenueRequest): unknown {
    switch (request.kind) {
      case 'restore':
        return this.book.restore(request.account, request.orders);
      case 'submit':
        return this.book.submit(request.order);
      case 'cancel':
        return this.book.cancel(request.clientOrderId, request);
      case 'query':
        return this.book.query(request.clientOrderId);
      case 'advance':
        return this.book.advance(request);
      case 'holdings':
        return {};
    }
  }

  private turn(): Turn {
    const nothing = (): void => undefined;
    return {
      self: SELF,
      record: (type, payload) => {
        this.journal.push(payload as AccountEvent);
        this.kind.apply!(this.state, type, payload);
        this.onRecord(payload as AccountEvent);
      },
      perform: (port, request) => void this.queue.push([port, request]),
      pull: (stream) => {
        if (stream === CONTROLS_STREAM) this.controlPulls += 1;
        const market = this.markets.get(stream);
        if (market !== undefined) market.pulls += 1;
      },
      ...{ append: nothing, tell: nothing, reply: nothing, refuse: nothing, timer: nothing, checkpoint: nothing },
      ...{
        advance: nothing,
        follow: nothing,
        unfollow: nothing,
        isCaughtUp: () => true,
        watch: nothing,
        cancelTimer: nothing,
        finish: nothing,
      },
    };
  }
}

const barAt = (position: number, close: number): HistoryBar => {
  const closeTime = T0 + position * MINUTE_MS;
  return { position, openTime: closeTime - MINUTE_MS, closeTime, close };
};

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
