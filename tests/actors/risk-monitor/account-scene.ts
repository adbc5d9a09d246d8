// A risk monitor without a host: its turns, its journal, and a venue that a test may answer for.
import type { Message, StreamEntry } from '../../../runtime/actor.ts';
import type { Turn } from '../../../runtime/turn.ts';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import { decimal, type Decimal } from '../../../actors/domain/decimal.ts';
import { fillModel, type FillModelSettings } from '../../../actors/domain/fill-model.ts';
import type { Instrument } from '../../../actors/domain/instrument.ts';
import type { VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { Fill } from '../../../actors/domain/order.ts';
import { restingBook } from '../../../actors/domain/resting-book.ts';
import type { Control, Restrict } from '../../../actors/domain/risk/control.ts';
import type { VenueRequest } from '../../../actors/ports/broker.ts';
import { type Confirmation, type HistoryBar, RISK_PORT, type RiskRequest } from '../../../actors/ports/risk-desk.ts';
import {
  CONTROLS_STREAM,
  type ExecutionReport,
  type FromRiskMonitor,
  type OrderRequest,
  type TradingRequest,
} from '../../../actors/protocol.ts';
import type { AccountState } from '../../../actors/risk-monitor/account-state.ts';
import { CONTROLLED_TIMER } from '../../../actors/risk-monitor/controls.ts';
import { riskMonitorActor } from '../../../actors/risk-monitor/risk-monitor.actor.ts';
import { aBar, anInstrument, T0 } from '../../support/domain-builders.ts';

export const LANE = 'bars.ACME.1m';
export const A = 'subscription.a';
export const B = 'subscription.b';
const SELF = 'risk-monitor.a1';

export type Answer = { ok: true; value: unknown } | { ok: false; type: string; message: string };
type Action = TradingRequest['action'];

interface SceneOptions {
  readonly limits?: object;
  readonly model?: FillModelSettings;
  readonly deposit?: string;
  readonly simulatedVenue?: boolean;
  readonly instrument?: Partial<Instrument>;
  readonly siblings?: readonly string[];
  /** In place of the product's: a control that takes something away. */
  readonly definition?: typeof product;
}

const product = riskMonitorActor();

export class AccountScene {
  state: AccountState;
  readonly journal: AccountEvent[] = [];
  /** So many of the last events are not durable yet. */
  private waiting = 0;
  readonly reports: { actor: string; position: number; report: ExecutionReport }[] = [];
  readonly told: { to: string; word: FromRiskMonitor }[] = [];
  readonly timers = new Map<string, unknown>();
  readonly asked: VenueRequest[] = [];
  readonly replies: unknown[] = [];
  readonly refusals: string[] = [];
  pulls = 0;
  position = 0;
  private readonly bars: Bar[] = [];
  /** Bars from before the first that the lane is given. */
  earlier: readonly Bar[] = [];
  /** Takes the place of the venue's own answer when it gives one; `hold` keeps the request unanswered. */
  venue: (request: VenueRequest) => Answer | 'hold' | undefined = () => undefined;
  private readonly options: SceneOptions;
  private readonly kind: typeof product;
  private readonly config;
  private readonly instrument: Instrument;
  private book;
  private queue: VenueRequest[] = [];
  private readonly consulted: RiskRequest[] = [];
  /** Last control that is durable when an incarnation begins. */
  head = 0;
  /** Controls that are durable; the account has those that its node has heard of. */
  readonly controls: Control[] = [];
  /** How far the account's node has heard of them. */
  reach = Infinity;
  isSupervised = true;
  private controlPulls = 0;
  /** What the account has told the supervisor. */
  readonly confirmations: Confirmation[] = [];
  /** Sees a confirmation in the moment in which it leaves. */
  onConfirm: (confirmation: Confirmation) => void = () => undefined;
  /** Takes the place of the node's own answer when it gives one; `hold` keeps the question open. */
  desk: (request: RiskRequest) => Answer | 'hold' | undefined = () => undefined;
  /** What somebody bought or sold at the venue by hand. */
  stray = 0;
  /** What the venue did, by its own word, each once. */
  private readonly fills = new Map<string, Fill>();
  private readonly decided = new Map<string, number>();
  readonly held: VenueRequest[] = [];

  constructor(options: SceneOptions = {}) {
    this.options = options;
    this.kind = options.definition ?? product;
    const { limits = {}, deposit = '100000', simulatedVenue = true, model } = options;
    this.config = this.kind.parseConfig({
      ...{ owner: 'ann', venue: 'paper', simulatedVenue, currency: 'USD', deposit, limits },
      commissionRate: Number(model?.commissionRate ?? 0),
      equityEveryMs: 120_000,
    });
    this.instrument = anInstrument({ lotSize: decimal(1), ...options.instrument });
    this.book = this.newBook();
    this.state = this.kind.initial(this.config, SELF);
    this.receive({ kind: 'started', siblings: options.siblings ?? [] });
  }

  private newBook() {
    return restingBook({ model: fillModel(this.options.model), instrumentOf: () => this.instrument });
  }

  /** A new incarnation: from its journal as JSON, with a venue that knows what the old one did unless it is told to forget. */
  restart(options: { forgetful?: boolean; from?: unknown; loses?: 'what may wait' } = {}): void {
    if (options.loses !== undefined) this.journal.length -= this.waiting;
    this.waiting = 0;
    if (options.forgetful === true) this.book = this.newBook();
    this.queue = [];
    this.held.length = 0;
    this.timers.clear();
    this.consulted.length = 0;
    this.pulls = 0;
    this.controlPulls = 0;
    this.state = options.from === undefined ? this.folded() : this.kind.load(this.config, options.from, SELF);
    this.receive({ kind: 'started', siblings: [...this.state.actors.keys()] });
  }

  /** The fold of the journal, as a new incarnation would make it. */
  folded(): AccountState {
    const state = this.kind.initial(this.config, SELF);
    for (const event of json(this.journal)) this.kind.apply!(state, event.type, event);
    return state;
  }

  loaded(): AccountState {
    return this.kind.load(this.config, json(this.kind.save(this.state)), SELF);
  }

  saved(state: AccountState = this.state): Record<string, unknown> {
    return json(this.kind.save(state)) as Record<string, unknown>;
  }

  hello(
    actor = A,
    options: {
      allocation?: string;
      position?: number;
      requests?: readonly TradingRequest[];
      currency?: string;
      strategy?: string;
    } = {},
  ): void {
    const { allocation = '10000', position = this.position, requests = [], currency = 'USD' } = options;
    const { strategy = actor.startsWith('subscription.') ? 'strategy.s' : undefined } = options;
    const instrument = { ...this.instrument, quoteCurrency: currency };
    const asked = { lane: LANE, instrument, allocation: decimal(allocation), position, requests };
    this.tell(actor, { kind: 'hello', ...asked, ...(strategy !== undefined && { strategy }) });
  }

  /** The actor has decided on the present bar. */
  decide(actor: string, ...actions: Action[]): TradingRequest[] {
    const requests = actions.map((action) => this.request(actor, action));
    this.tell(actor, { kind: 'decided', position: this.position, requests });
    return requests;
  }

  request(actor: string, action: Action, price = this.state.lanes.get(LANE)?.price ?? 100): TradingRequest {
    const seq = (this.decided.get(actor) ?? 0) + 1;
    this.decided.set(actor, seq);
    const time = T0 + this.position * 60_000;
    return {
      seq,
      position: this.position,
      time,
      price: price === 0 ? 100 : price,
      correlationId: `c${this.position}`,
      action,
    };
  }

  /** The next bar of the lane; it must have been asked for. */
  bar(bar: Partial<Bar> = {}): void {
    if (this.pulls === 0) throw new Error('the lane does not ask for a bar');
    this.position += 1;
    const openTime = T0 + (this.position - 1) * 60_000;
    this.bars.push(aBar({ openTime, closeTime: openTime + 60_000, ...bar }));
    this.deliver();
  }

  /** The bars that the lane has asked for and not had; after a start that may be several. */
  private deliver(): void {
    while (this.controlPulls > 0 && this.state.controls.through < Math.min(this.reach, this.controls.length)) {
      this.controlPulls -= 1;
      const seq = this.state.controls.through + 1;
      const payload = this.controls[seq - 1]!;
      const entry = { stream: CONTROLS_STREAM, seq, position: seq, time: T0, payload, correlationId: `k${seq}` };
      this.take({ kind: 'entry', entry });
    }
    for (;;) {
      const lane = this.state.lanes.get(LANE);
      const payload = this.bars[lane?.position ?? 0];
      if (this.pulls === 0 || lane === undefined || payload === undefined) return;
      this.pulls -= 1;
      const position = lane.position + 1;
      const entry = { stream: LANE, seq: position, position, time: payload.closeTime, payload, correlationId: 'c' };
      this.take({ kind: 'entry', entry });
    }
  }

  command(command: string, params: Record<string, unknown> = {}): void {
    this.receive({ kind: 'command', command, params, by: 'ann', commandId: 'cmd', at: 0 });
  }

  tell(from: string, body: unknown): void {
    this.receive({ kind: 'told', from, body });
  }

  /** The supervisor gives a control to all: it is durable, and this account hears of it as far as its node does. */
  control(control: Control): void {
    this.controls.push(JSON.parse(JSON.stringify(control)) as Control);
    this.head = this.controls.length;
    this.deliver();
  }

  /** Restricts a scope, or lifts that. */
  restrict(scope: string, state: Restrict['state'], more: Partial<Restrict> = {}): void {
    this.control({ kind: 'restrict', scope, state, flatten: false, reason: 'storm', by: 'eve', at: T0, ...more });
  }

  /** An entry of a stream, whether it was asked for or not. */
  entry(entry: StreamEntry): void {
    this.receive({ kind: 'entry', entry });
  }

  up(address: string): void {
    this.receive({ kind: 'up', address });
  }

  down(address: string, reason: 'stopped' | 'restarting' | 'faulted' = 'stopped'): void {
    this.receive({ kind: 'down', address, reason });
  }

  /** Lets the timers run that are set. */
  ring(): void {
    for (const [name, body] of [...this.timers]) {
      this.timers.delete(name);
      this.receive({ kind: 'timer', name, body });
    }
  }

  answer(request: VenueRequest, result: Answer): void {
    this.receive({ kind: 'performed', port: 'venue', request, result });
  }

  types(): string[] {
    return this.journal.map(({ type }) => type);
  }

  orders(): string[] {
    return [...this.state.orders.values()].map(
      ({ working }) => `${working.order.side} ${working.order.type} ${working.state}`,
    );
  }

  denials(): string[] {
    return this.journal.flatMap((event) => (event.type === 'order.denied' ? [event.reason] : []));
  }

  holding(actor = A): Decimal {
    return this.state.actors.get(actor)!.holding.quantity;
  }

  private receive(message: Message): void {
    this.take(message);
    this.deliver();
  }

  private take(message: Message): void {
    this.kind.receive(this.state, message, this.turn());
    this.advise();
    // A timer of no time at all.
    if (this.timers.delete(CONTROLLED_TIMER))
      this.kind.receive(this.state, { kind: 'timer', name: CONTROLLED_TIMER, body: undefined }, this.turn());
    for (let request = this.queue.shift(); request !== undefined; request = this.queue.shift()) {
      const answer = this.venue(request) ?? this.own(request);
      if (answer === 'hold') this.held.push(request);
      else this.kind.receive(this.state, { kind: 'performed', port: 'venue', request, result: answer }, this.turn());
      this.advise();
    }
  }

  /** What the node says to the risk monitor: `head` controls are durable. */
  private advise(): void {
    for (let request = this.consulted.shift(); request !== undefined; request = this.consulted.shift()) {
      if (request.kind === 'confirm') {
        this.confirmations.push(request.confirmation);
        this.onConfirm(request.confirmation);
      }
      const { head, isSupervised, bars } = this;
      const briefing = { head, isSupervised, bars: { [LANE]: bars.length } };
      const value = request.kind === 'brief' ? briefing : this.history(request);
      const answer = this.desk(request) ?? { ok: true as const, value };
      if (answer === 'hold') continue;
      this.kind.receive(this.state, { kind: 'performed', port: RISK_PORT, request, result: answer }, this.turn());
    }
  }

  /** The bars of the lane before where it stands, as the database has them. */
  private history(request: RiskRequest): readonly HistoryBar[] | undefined {
    if (request.kind !== 'history') return undefined;
    const bars = [...this.earlier, ...this.bars].map((bar, index) => ({
      ...bar,
      position: index + 1 - this.earlier.length,
    }));
    return bars.filter(({ position }) => position <= request.through).slice(-request.bars);
  }

  /** What the simulated venue says; giving it to a request that is then answered otherwise is "arrived, but unanswered". */
  own(request: VenueRequest): Answer {
    const { book } = this;
    switch (request.kind) {
      case 'restore':
        book.restore(request.account, request.orders);
        return { ok: true, value: undefined }; // it keeps no truth of its own
      case 'submit':
        return this.said(book.submit(request.order));
      case 'cancel':
        return this.said(book.cancel(request.clientOrderId, request));
      case 'query':
        return this.said(book.query(request.clientOrderId));
      case 'advance':
        return this.said(book.advance(request));
      case 'holdings':
        return { ok: true, value: this.holdings() };
    }
  }

  private said(events: readonly VenueEvent[] | undefined): Answer {
    for (const event of events ?? []) if (event.kind === 'filled') this.fills.set(event.fill.fillId, event.fill);
    return { ok: true, value: events };
  }

  /** What the venue holds, by its own fills alone. */
  holdings(): Record<string, string> {
    const held = new Map<string, Decimal>(this.stray === 0 ? [] : [['ACME', decimal(this.stray)]]);
    for (const { instrument, side, quantity } of this.fills.values())
      held.set(instrument, (held.get(instrument) ?? decimal(0))[side === 'BUY' ? 'add' : 'sub'](quantity));
    return Object.fromEntries(Array.from(held, ([symbol, quantity]) => [symbol, String(quantity)]));
  }

  private turn(): Turn {
    const nothing = (): void => undefined;
    return {
      self: SELF,
      append: (stream, { position, payload }) =>
        void this.reports.push({
          actor: stream.slice('reports.'.length),
          position,
          report: payload as ExecutionReport,
        }),
      record: (type, payload, _at, lazily = false) => {
        this.journal.push(payload as AccountEvent);
        this.waiting = lazily ? this.waiting + 1 : 0;
        this.kind.apply!(this.state, type, payload);
      },
      perform: (port, request) => {
        if (port === RISK_PORT) {
          this.consulted.push(request as RiskRequest);
          return;
        }
        this.asked.push(request as VenueRequest);
        this.queue.push(request as VenueRequest);
      },
      tell: (to, word) => void this.told.push({ to, word: word as FromRiskMonitor }),
      reply: (value) => void this.replies.push(value),
      refuse: (type) => void this.refusals.push(type),
      pull: (stream) => {
        if (stream === LANE) this.pulls += 1;
        if (stream === CONTROLS_STREAM) this.controlPulls += 1;
      },
      timer: (name, _delay, body) => void this.timers.set(name, body),
      ...{ checkpoint: nothing, advance: nothing, follow: nothing, unfollow: nothing, watch: nothing },
      ...{ cancelTimer: nothing, finish: nothing, isCaughtUp: () => true },
    };
  }
}

export const TIMEOUT: Answer = { ok: false, type: 'VENUE_TIMEOUT', message: 'no answer' };

type Wish = Partial<Omit<OrderRequest, 'quantity' | 'limitPrice' | 'triggerPrice'>> & {
  limitPrice?: number;
  triggerPrice?: number;
};

export function anOrderRequest(side: 'BUY' | 'SELL', quantity: number | string, more: Wish = {}): OrderRequest {
  const { limitPrice, triggerPrice, ...rest } = more;
  return {
    ...{ leg: 0, side, type: 'MARKET', timeInForce: 'GTC', quantity: decimal(quantity) },
    ...(limitPrice !== undefined && { limitPrice: decimal(limitPrice) }),
    ...(triggerPrice !== undefined && { triggerPrice: decimal(triggerPrice) }),
    ...rest,
  };
}

export const orders = (...list: OrderRequest[]): Action => ({ kind: 'orders', orders: list });

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
