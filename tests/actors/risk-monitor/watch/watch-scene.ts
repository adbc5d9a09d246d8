// A watched account on several lanes without a host: its turns, what of its journal is durable, and a simulated venue.
import type { Message } from '../../../../runtime/actor.ts';
import type { Turn } from '../../../../runtime/turn.ts';
import type { AccountEvent } from '../../../../actors/domain/account-event.ts';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { fillModel } from '../../../../actors/domain/fill-model.ts';
import type { Instrument } from '../../../../actors/domain/instrument.ts';
import { restingBook } from '../../../../actors/domain/resting-book.ts';
import type { Control } from '../../../../actors/domain/risk/control.ts';
import { saveRule } from '../../../../actors/domain/risk/rule-parsing.ts';
import type { ActionRule } from '../../../../actors/domain/risk/rule.ts';
import type { EconomicEvent } from '../../../../actors/domain/system-risk/economic-event.ts';
import type { VenueRequest } from '../../../../actors/ports/broker.ts';
import { type Confirmation, RISK_PORT, type RiskRequest } from '../../../../actors/ports/risk-desk.ts';
import {
  CONTROLS_STREAM,
  type OrderRequest,
  RISK_SUPERVISOR,
  type TradingRequest,
} from '../../../../actors/protocol.ts';
import type { AccountState } from '../../../../actors/risk-monitor/account-state.ts';
import { CONTROLLED_TIMER } from '../../../../actors/risk-monitor/controls.ts';
import { riskMonitorActor } from '../../../../actors/risk-monitor/risk-monitor.actor.ts';
import { aBar, anInstrument, T0 } from '../../../support/domain-builders.ts';

const SELF = 'risk-monitor.a1';
const product = riskMonitorActor();
type Definition = typeof product;

/** Who trades what on which lane, and whose signals. */
export const CAST = {
  'subscription.a': { symbol: 'AAA', lane: 'bars.AAA.1m', strategy: 'strategy.a' },
  'subscription.b': { symbol: 'BBB', lane: 'bars.BBB.1m', strategy: 'strategy.b' },
  'follower.c': { symbol: 'AAA', lane: 'bars.AAA.1m', strategy: undefined },
} as const;
export type Actor = keyof typeof CAST;
export const A: Actor = 'subscription.a';
export const B: Actor = 'subscription.b';
/** On the lane of A. */
export const C: Actor = 'follower.c';

export interface SceneOptions {
  readonly config?: object;
  readonly limits?: object;
  readonly instrument?: Partial<Instrument>;
  /** First instant of the first bar. */
  readonly start?: number;
  readonly barMs?: number;
  readonly actors?: readonly Actor[];
  /** Of each actor. */
  readonly allocation?: number;
  readonly definition?: Definition;
  /** Where an account is taken up from: what `saved` gave. */
  readonly from?: Base;
}

export interface Base {
  readonly state: unknown;
  readonly bars: readonly GivenBar[];
  readonly requests: readonly (readonly [Actor, readonly TradingRequest[]])[];
  readonly controls: readonly Control[];
}

interface GivenBar {
  readonly actor: Actor;
  readonly position: number;
  readonly closeTime: number;
  readonly open: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
}

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

export class WatchScene {
  state: AccountState;
  journal: { readonly event: AccountEvent; readonly lazily: boolean }[] = [];
  confirmations: Confirmation[] = [];
  readonly timers = new Map<string, unknown>();
  readonly asked: VenueRequest[] = [];
  head = 0;
  /** What the node says the time is when it briefs. */
  now: number | undefined;
  /** Requests to the venue that the process dies before. */
  loses: (request: VenueRequest) => boolean = () => false;
  private readonly kind: Definition;
  private readonly config;
  private readonly options: SceneOptions;
  /** The last snapshot, and how much of the journal is in it. */
  private snapshot: { readonly state: unknown; readonly through: number };
  private book;
  private bars: GivenBar[];
  private readonly controls: Control[];
  private readonly requests: Map<Actor, TradingRequest[]>;
  /** How far each actor has decided. */
  private readonly spoken = new Map<Actor, number>();
  private queue: { port: string; request: VenueRequest | RiskRequest }[] = [];

  constructor(options: SceneOptions = {}) {
    this.options = options;
    this.kind = options.definition ?? product;
    const { config = {}, limits = {}, from } = options;
    this.config = this.kind.parseConfig({
      ...{ owner: 'ann', venue: 'paper', simulatedVenue: true, currency: 'USD', deposit: '100000', limits },
      ...{ commissionRate: 0, equityEveryMs: 1e15, correlationPeriodMs: options.barMs ?? 60_000 },
      ...config,
    });
    this.snapshot = { state: from?.state, through: 0 };
    this.bars = [...(from?.bars ?? [])];
    this.controls = [...(from?.controls ?? [])];
    this.head = this.controls.length;
    this.requests = new Map((from?.requests ?? []).map(([actor, list]) => [actor, [...list]]));
    this.book = this.newBook();
    this.state = this.recovered();
    this.begin();
  }

  // ---- What happens ----

  /** The next bar of an actor's lane; it closes a bar's length after the one before. */
  bar(actor: Actor, close: number, more: { range?: number; closeTime?: number } = {}): void {
    const { lane } = CAST[actor];
    const { range = 0 } = more;
    const position = (this.state.lanes.get(lane)?.position ?? 0) + 1;
    const before = this.state.lanes.get(lane)?.price ?? 0;
    const open = before === 0 ? close : before;
    const closeTime = more.closeTime ?? this.timeOf(position);
    const given = {
      actor,
      position,
      closeTime,
      open,
      close,
      high: Math.max(open, close) + range,
      low: Math.min(open, close) - range,
    };
    this.bars.push(given);
    this.give(given);
  }

  /** A bar that opens and stays away from the one before. */
  gap(actor: Actor, close: number): void {
    const { lane } = CAST[actor];
    const position = (this.state.lanes.get(lane)?.position ?? 0) + 1;
    const given = { actor, position, closeTime: this.timeOf(position), open: close, close, high: close, low: close };
    this.bars.push(given);
    this.give(given);
  }

  /** A bar of every actor's lane. */
  bars2(a: number, b: number): void {
    this.bar(A, a);
    this.bar(B, b);
  }

  /** An actor asks for orders on its present bar. */
  order(actor: Actor, ...list: readonly OrderRequest[]): void {
    this.ask(actor, { kind: 'orders', orders: list });
  }

  /** An actor decides on a bar once. */
  mayDecide(actor: Actor): boolean {
    return (this.state.actors.get(actor)?.decidedThrough ?? 0) < this.state.lanes.get(CAST[actor].lane)!.position;
  }

  control(control: Control): void {
    this.controls.push(json(control));
    this.head = this.controls.length;
    this.giveControls();
  }

  rules(...rules: readonly ActionRule[]): void {
    this.control({ kind: 'rules', rules: rules.map(saveRule), by: 'eve', at: T0 });
  }

  events(...events: readonly EconomicEvent[]): void {
    this.control({ kind: 'calendar', events, by: 'eve', at: T0 });
  }

  limit(limit: string, value: unknown, scope = 'account:a1'): void {
    const version =
      1 +
      this.controls.filter((one) => one.kind === 'limit' && one.entry.scope === scope && one.entry.limit === limit)
        .length;
    const entry = { scope, limit, value, version, by: 'eve', at: T0, reason: 'why not', approvedBy: null };
    this.control({ kind: 'limit', entry } as Control);
  }

  alarm(at: number): void {
    this.receive({ kind: 'told', from: RISK_SUPERVISOR, body: { alarm: at } });
  }

  command(command: string, params: Record<string, unknown> = {}): void {
    this.receive({ kind: 'command', command, params, by: 'ann', commandId: 'cmd', at: 0 });
  }

  ring(): void {
    for (const [name, body] of [...this.timers]) {
      this.timers.delete(name);
      this.receive({ kind: 'timer', name, body });
    }
  }

  /** SIGKILL and a new incarnation: of the journal what was lazily written since the last commit is lost. */
  restart(options: { readonly fromSnapshot?: boolean } = {}): void {
    if (options.fromSnapshot === true)
      this.snapshot = { state: json(this.kind.save(this.state)), through: this.journal.length };
    while (this.journal.length > this.snapshot.through && this.journal.at(-1)?.lazily === true) this.journal.pop();
    this.timers.clear();
    this.queue = [];
    this.book = this.newBook();
    this.state = this.recovered();
    this.begin();
  }

  // ---- What came of it ----

  saved(): Base {
    return json({
      state: this.kind.save(this.state),
      bars: this.bars,
      requests: [...this.requests],
      controls: this.controls,
    });
  }

  types(): string[] {
    return this.journal.map(({ event }) => event.type);
  }

  of<Type extends AccountEvent['type']>(type: Type): Extract<AccountEvent, { type: Type }>[] {
    return this.journal.flatMap(({ event }) =>
      event.type === type ? [event as Extract<AccountEvent, { type: Type }>] : [],
    );
  }

  fired(): string[] {
    return this.of('rule.fired').map(({ rule, of }) => (of === '' ? rule : `${rule} ${of}`));
  }

  denials(): string[] {
    return this.of('order.denied').map(({ reason }) => reason.split(':', 1)[0]!);
  }

  holding(actor: Actor): number {
    return this.state.actors.get(actor)!.holding.quantity.toNumber();
  }

  open(actor: Actor): string[] {
    return [...this.state.orders.values()]
      .filter(({ working }) => working.order.actor === actor)
      .map(
        ({ working: { order } }) =>
          `${order.side} ${order.type} ${String(order.quantity)}${order.triggerPrice === undefined ? '' : ` at ${String(order.triggerPrice)}`}`,
      );
  }

  /** All that was decided, without how bars were written down. */
  decisions(): string[] {
    const passing = new Set(['bars.taken', 'lane.advanced', 'order.submitted', 'order.accepted', 'control.taken']);
    return this.journal.flatMap(({ event }) => (passing.has(event.type) ? [] : [JSON.stringify(event)]));
  }

  // ---- The world ----

  private timeOf(position: number): number {
    const { start = T0, barMs = 60_000 } = this.options;
    return start + position * barMs;
  }

  private instrumentOf(symbol: string): Instrument {
    return anInstrument({ lotSize: decimal(1), ...this.options.instrument, symbol });
  }

  private newBook() {
    return restingBook({ model: fillModel(), instrumentOf: (symbol) => this.instrumentOf(symbol) });
  }

  private recovered(): AccountState {
    const { state: saved, through } = this.snapshot;
    const state =
      saved === undefined ? this.kind.initial(this.config, SELF) : this.kind.load(this.config, json(saved), SELF);
    for (const { event } of json(this.journal.slice(through))) this.kind.apply!(state, event.type, event);
    return state;
  }

  private begin(): void {
    const { actors = [A, B] } = this.options;
    this.receive({ kind: 'started', siblings: [...actors] });
    this.giveControls();
    for (const actor of actors) {
      const { symbol, lane, strategy } = CAST[actor];
      const decided = this.state.actors.get(actor)?.decided ?? 0;
      const requests = (this.requests.get(actor) ?? []).filter(({ seq }) => seq > decided);
      const position = this.spoken.get(actor) ?? (this.state.lanes.get(lane)?.position ?? 0) - 1;
      this.hello({ actor, symbol, lane, strategy, position, requests });
    }
    // Bars that were taken and not written down come again.
    for (const given of this.bars) {
      if (given.position > (this.state.lanes.get(CAST[given.actor].lane)?.position ?? 0)) this.give(given);
    }
  }

  /** An actor that joins the account where its lane stands at `position`, of which the account has had no bar. */
  joins(actor: Actor, position: number): void {
    this.hello({ actor, ...CAST[actor], position, requests: [] });
  }

  private hello(told: {
    readonly actor: Actor;
    readonly symbol: string;
    readonly lane: string;
    readonly strategy: string | undefined;
    readonly position: number;
    readonly requests: readonly TradingRequest[];
  }): void {
    const { actor, symbol, ...said } = told;
    const allocation = decimal(this.options.allocation ?? 40_000);
    const body = { kind: 'hello', ...said, instrument: this.instrumentOf(symbol), allocation };
    this.receive({ kind: 'told', from: actor, body });
  }

  private giveControls(): void {
    for (let seq = this.state.controls.through + 1; seq <= this.controls.length; seq += 1) {
      const entry = {
        stream: CONTROLS_STREAM,
        seq,
        position: seq,
        time: T0,
        payload: this.controls[seq - 1]!,
        correlationId: `k${seq}`,
      };
      this.receive({ kind: 'entry', entry });
    }
  }

  private give({ actor, position, closeTime, open, close, high, low }: GivenBar): void {
    const { lane } = CAST[actor];
    // What they had not decided on the bar before they have let pass.
    for (const one of this.options.actors ?? [A, B]) {
      if (CAST[one].lane !== lane) continue;
      if ((this.state.actors.get(one)?.decidedThrough ?? 0) < position - 1) this.tellDecided(one, []);
    }
    const { barMs = 60_000 } = this.options;
    const payload = aBar({ openTime: closeTime - barMs, closeTime, open, close, high, low });
    this.receive({
      kind: 'entry',
      entry: { stream: lane, seq: position, position, time: closeTime, payload, correlationId: 'c' },
    });
  }

  private ask(actor: Actor, action: TradingRequest['action']): void {
    const list = this.requests.get(actor) ?? [];
    const { position, time, price } = this.state.lanes.get(CAST[actor].lane)!;
    const request = { seq: list.length + 1, position, time, price, correlationId: `c${position}`, action };
    this.requests.set(actor, [...list, request]);
    this.tellDecided(actor, [request]);
  }

  private tellDecided(actor: Actor, requests: readonly TradingRequest[]): void {
    const { position } = this.state.lanes.get(CAST[actor].lane)!;
    this.spoken.set(actor, position);
    this.receive({ kind: 'told', from: actor, body: { kind: 'decided', position, requests } });
  }

  private receive(message: Message): void {
    this.kind.receive(this.state, message, this.turn());
    // A timer of no time at all.
    if (this.timers.delete(CONTROLLED_TIMER))
      this.kind.receive(this.state, { kind: 'timer', name: CONTROLLED_TIMER, body: undefined }, this.turn());
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      if (next.port !== RISK_PORT && this.loses(next.request as VenueRequest)) {
        this.queue = [];
        return;
      }
      const value =
        next.port === RISK_PORT ? this.advised(next.request as RiskRequest) : this.venue(next.request as VenueRequest);
      this.kind.receive(this.state, { kind: 'performed', ...next, result: { ok: true, value } }, this.turn());
    }
  }

  private advised(request: RiskRequest): unknown {
    if (request.kind === 'history') return [];
    if (request.kind === 'confirm') this.confirmations.push(request.confirmation);
    const { head, now: at } = this;
    return request.kind === 'brief' ? { head, isSupervised: true, ...(at !== undefined && { at }) } : undefined;
  }

  private venue(request: VenueRequest): unknown {
    const { book } = this;
    this.asked.push(request);
    switch (request.kind) {
      case 'restore':
        return book.restore(request.account, request.orders);
      case 'submit':
        return book.submit(request.order);
      case 'cancel':
        return book.cancel(request.clientOrderId, request);
      case 'query':
        return book.query(request.clientOrderId);
      case 'advance':
        return book.advance(request);
      case 'holdings':
        return {};
    }
  }

  private turn(): Turn {
    const nothing = (): void => undefined;
    return {
      self: SELF,
      record: (type, payload, _at, lazily = false) => {
        this.journal.push({ event: payload as AccountEvent, lazily });
        this.kind.apply!(this.state, type, payload);
      },
      perform: (port, request) => void this.queue.push({ port, request: request as VenueRequest }),
      timer: (name, _delay, body) => void this.timers.set(name, body),
      ...{ append: nothing, tell: nothing, reply: nothing, refuse: nothing, pull: nothing, checkpoint: nothing },
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

export const buy = (quantity: number, more: Partial<OrderRequest> = {}): OrderRequest => wish('BUY', quantity, more);
export const sell = (quantity: number, more: Partial<OrderRequest> = {}): OrderRequest => wish('SELL', quantity, more);
/** A protective stop beside an entry of leg 0. */
export const stopAt = (price: number, quantity: number, more: Partial<OrderRequest> = {}): OrderRequest =>
  sell(quantity, {
    leg: 1,
    type: 'STOP_MARKET',
    triggerPrice: decimal(price),
    reduceOnly: true,
    parentLeg: 0,
    group: 'g',
    ...more,
  });

const wish = (side: 'BUY' | 'SELL', quantity: number, more: Partial<OrderRequest>): OrderRequest => ({
  ...{ leg: 0, side, type: 'MARKET', timeInForce: 'GTC', quantity: decimal(quantity) },
  ...more,
});
