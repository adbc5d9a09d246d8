// A follower, its real risk monitor with a venue that fills at the next bar's open, and a provider whose entries are durable.
import type { ActorDefinition, Message, PerformResult, StreamEntry } from '../../../runtime/actor.ts';
import type { FollowerStateView } from '../../../actors/copy-views.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import type { CopyEntry, ProviderBook } from '../../../actors/domain/copy/copy-entry.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import { applyFill, FLAT_POSITION, type Position } from '../../../actors/domain/position.ts';
import type { FollowerConfig } from '../../../actors/follower/follower-config.ts';
import type { FollowerState } from '../../../actors/follower/follower-state.ts';
import { followerActor } from '../../../actors/follower/follower.actor.ts';
import { PROVIDER_ROLL_PORT, type RollRequest } from '../../../actors/ports/provider-roll.ts';
import type { TradingRequest } from '../../../actors/protocol.ts';
import { T0 } from '../../support/domain-builders.ts';
import { instrumentConfig } from '../../support/troupe-in-memory.ts';
import { recordingTurn } from '../strategy/recording-turn.ts';
import { AccountScene, LANE } from '../risk-monitor/account-scene.ts';
import { decidedIn } from '../risk-monitor/copy-scene.ts';

export const FOLLOWER = 'follower.f';
const COPIES = 'copies.p';
const MINUTE = 60_000;

export type FollowerKind = ActorDefinition<FollowerConfig, FollowerState>;
const product = followerActor();

interface Options {
  readonly settings?: object;
  readonly config?: object;
  readonly account?: ConstructorParameters<typeof AccountScene>[0];
  readonly definition?: FollowerKind;
}

interface Followed {
  after: number;
  credit: number;
}

export class FollowerScene {
  readonly account: AccountScene;
  readonly kind: FollowerKind;
  readonly config: FollowerConfig;
  state: FollowerState;
  /** Wall time, epoch milliseconds UTC. */
  now = T0;
  readonly entries: StreamEntry<CopyEntry>[] = [];
  readonly requests: TradingRequest[] = [];
  readonly replies: unknown[] = [];
  readonly refusals: string[] = [];
  finished: string | undefined;
  snapshots = 0;
  /** Messages taken since the beginning; the follower dies right after each of these, its effects lost or done. */
  taken = 0;
  deaths: ReadonlyMap<number, 'before' | 'after'> = new Map();
  /** No hint and no read of the provider's stream gets through. */
  isCutOff = false;
  /** What it asked of its provider's roll, and what that answers. */
  readonly rolls: string[] = [];
  roll: () => PerformResult = () => ({ ok: true, value: {} });
  private saved: unknown;
  private position: Position = FLAT_POSITION;
  private round = 0;
  private fillCount = 0;
  private book: ProviderBook = {
    ...{ round: 0, quantity: ZERO, averagePrice: ZERO, price: ZERO, equity: decimal(100_000) },
    ...{ broadcasting: 'ON', tradingState: 'ACTIVE' },
  };
  private readonly turn = recordingTurn(FOLLOWER);
  private readonly bars: Bar[] = [];
  private copies: Followed | undefined;
  private lane: { bars: number; reports: number; complete: number } | undefined;
  private heard = 0;
  private mail: Message[] = [];
  private timers = new Set<string>();

  constructor({ settings = {}, config = {}, account = {}, definition = product }: Options = {}) {
    this.kind = definition;
    this.account = new AccountScene({ deposit: '10000000', ...account });
    this.config = this.kind.parseConfig({
      ...{ owner: 'ann', account: 'a1', provider: 'provider.p', lane: LANE, instrument: instrumentConfig('ACME', '1') },
      ...{ sourceInstrument: 'ACME', allocation: '1000000', terms: {}, alias: 'quiet fox', after: 0 },
      settings: { allocation: { kind: 'fixed_ratio', ratio: '1' }, ...settings },
      ...config,
    });
    this.state = this.kind.initial(this.config, FOLLOWER);
    this.receive({ kind: 'started', siblings: [] });
    this.run();
  }

  // ---- The provider ----

  /** The provider buys (or, below zero, sells). */
  fills(signed: number, price = this.price()): string {
    const side = signed > 0 ? 'BUY' : 'SELL';
    const before = this.position.quantity;
    const fill = { side, quantity: decimal(Math.abs(signed)), price: decimal(price), commission: ZERO } as const;
    this.position = applyFill(this.position, fill);
    const { quantity, averagePrice } = this.position;
    const isOver = before.isZero() || before.isNegative() !== quantity.isNegative();
    if (isOver && !quantity.isZero()) this.round += 1;
    const held = { quantity, averagePrice: quantity.isZero() ? ZERO : averagePrice, price: fill.price };
    this.book = { ...this.book, ...held, round: this.round };
    const fillId = `p${(this.fillCount += 1)}`;
    this.say({ kind: 'fill', fillId, side, quantity: fill.quantity });
    return fillId;
  }

  broadcasts(broadcasting: ProviderBook['broadcasting'], tradingState: ProviderBook['tradingState'] = 'ACTIVE'): void {
    this.book = { ...this.book, broadcasting, tradingState };
    this.say({ kind: 'state', reason: broadcasting });
  }

  private say(what: CopyEntry['what']): void {
    const seq = this.entries.length + 1;
    const payload: CopyEntry = { what, time: this.marketTime(), at: this.now, book: this.book };
    this.entries.push({ stream: COPIES, seq, position: seq, time: payload.time, payload, correlationId: `p#${seq}` });
    this.run();
  }

  // ---- The market and its clock ----

  /** The next bar of the lane opens, stays and closes at a price. */
  bar(close = this.price(), more: Partial<Bar> = {}): void {
    const openTime = T0 + this.bars.length * MINUTE;
    const bar = {
      openTime,
      closeTime: openTime + MINUTE,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1e9,
      ...more,
    };
    this.bars.push(bar);
    this.now += MINUTE;
    this.account.bar(bar);
    this.run();
  }

  price = (): number => this.bars.at(-1)?.close ?? 100;
  private readonly marketTime = (): number => this.bars.at(-1)?.closeTime ?? T0;

  /** Nothing newer comes for a while. */
  settle(): void {
    this.run();
    while (this.timers.delete('settle')) {
      this.receive({ kind: 'timer', name: 'settle', body: undefined });
      this.run();
    }
  }

  /** A timer that it has set goes off. */
  ring(name: string): void {
    if (!this.timers.delete(name)) return;
    this.receive({ kind: 'timer', name, body: undefined });
    this.run();
  }

  /** Bars go on until all is settled. */
  calm(bars = 4): void {
    for (let index = 0; index < bars; index += 1) {
      this.settle();
      this.bar();
    }
    this.settle();
  }

  // ---- The follower ----

  command(command: string, params: Record<string, unknown> = {}): void {
    this.receive({ kind: 'command', command, params, by: 'ann', commandId: 'c', at: this.now });
    this.run();
  }

  told(body: unknown): void {
    this.receive({ kind: 'told', from: 'risk-monitor.a1', body });
    this.run();
  }

  /** An entry reaches it once more, or too late. */
  repeat(seq: number): void {
    const entry = this.entries[seq - 1];
    if (entry !== undefined && this.copies !== undefined) this.receive({ kind: 'entry', entry: json(entry) });
    this.run();
  }

  /** It dies with all that was on its way, and starts from its last snapshot. */
  crash(): void {
    this.begin();
    this.run();
  }

  get held(): number {
    return this.state.holding.quantity.toNumber();
  }

  get view(): FollowerStateView {
    return this.kind.inspect(this.state) as unknown as FollowerStateView;
  }

  /** Newest entry first: what became of it, and why. */
  outcomes(): string[] {
    return this.view.entries.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome} ${reason}`));
  }

  /** Words of a kind that its account has journaled. */
  words(kind: string): Record<string, unknown>[] {
    return this.account.journal.flatMap((event) =>
      (decidedIn(event)?.copies ?? []).flatMap(({ word }) => (word.kind === kind ? [{ ...word }] : [])),
    );
  }

  /** Orders that the account let past. */
  ordered(): string[] {
    return this.account.journal.flatMap((event) =>
      event.type === 'order.initialized'
        ? [`${event.order.side} ${event.order.quantity}${event.order.reduceOnly ? ' reduce-only' : ''}`]
        : [],
    );
  }

  // ---- What a host does ----

  /** Delivers whatever there is to deliver, until nothing is left. */
  run(): void {
    while (this.finished === undefined && this.step());
  }

  private step(): boolean {
    const told = this.account.told.slice(this.heard);
    this.heard = this.account.told.length;
    for (const { to, word } of told)
      if (to === FOLLOWER) this.mail.push({ kind: 'told', from: 'risk-monitor.a1', body: word });
    const message = this.mail.shift() ?? this.copy() ?? this.merged();
    if (message === undefined) return false;
    this.receive(message);
    return true;
  }

  private copy(): Message | undefined {
    const { copies } = this;
    if (copies === undefined || copies.credit === 0 || this.isCutOff) return undefined;
    const entry = this.entries[copies.after];
    if (entry === undefined) return undefined;
    copies.after += 1;
    copies.credit -= 1;
    return { kind: 'entry', entry: json(entry) };
  }

  private merged(): Message | undefined {
    const { lane, account } = this;
    if (lane === undefined) return undefined;
    const reached = account.state.lanes.get(LANE)?.position ?? 0;
    const reports = account.reports.filter(({ actor }) => actor === FOLLOWER);
    const next = reports[lane.reports];
    const position = lane.complete + 1;
    if (next !== undefined && next.position <= position) {
      lane.reports += 1;
      const time = T0 + next.position * MINUTE;
      const stream = `reports.${FOLLOWER}`;
      const entry = { stream, seq: lane.reports, position: next.position, time, payload: json(next.report) };
      return { kind: 'entry', entry: { ...entry, correlationId: 'r' } };
    }
    if (reached < position) return undefined;
    const time = this.bars[position - 1]!.closeTime;
    if (lane.bars < position) {
      lane.bars = position;
      const entry = { stream: LANE, seq: position, position, time, payload: this.bars[position - 1]! };
      return { kind: 'entry', entry: { ...entry, correlationId: `c${position}` } };
    }
    lane.complete = position;
    return { kind: 'position', position, time };
  }

  private receive(message: Message): void {
    this.kind.receive(this.state, message, this.turn);
    const asked = this.turn.taken();
    const death = this.deaths.get((this.taken += 1));
    if (death === 'before') return this.begin();
    if (asked.some(([name]) => name === 'checkpoint')) {
      this.saved = json(this.kind.save(this.state));
      this.snapshots += 1;
    }
    for (const [name, ...args] of asked) this.carryOut(name as string, args);
    if (death === 'after' && this.finished === undefined) this.begin();
  }

  /** A new incarnation; what its account has told the old one may still reach it. */
  private begin(): void {
    const { kind, config, saved } = this;
    this.state = saved === undefined ? kind.initial(config, FOLLOWER) : kind.load(config, saved, FOLLOWER);
    this.copies = undefined;
    this.lane = undefined;
    this.mail = this.mail.filter((message) => message.kind === 'told');
    this.timers.clear();
    this.receive({ kind: 'started', siblings: [] });
  }

  private carryOut(name: string, args: unknown[]): void {
    const [first, second] = args;
    switch (name) {
      case 'tell': {
        const { requests } = second as { requests: readonly TradingRequest[] };
        this.requests.push(...requests);
        this.account.tell(FOLLOWER, second);
        return;
      }
      case 'follow':
        this.follow(first as string, second as { after: number; completeThrough?: number });
        return;
      case 'unfollow':
        this.copies = undefined;
        return;
      case 'pull':
        if (this.copies !== undefined) this.copies.credit += 1;
        return;
      case 'perform':
        if (first === PROVIDER_ROLL_PORT) {
          this.rolls.push((second as RollRequest).kind);
          this.mail.push({ kind: 'performed', port: first, request: second, result: this.roll() });
          return;
        }
        this.mail.push({
          kind: 'performed',
          port: first as string,
          request: second,
          result: { ok: true, value: this.now },
        });
        return;
      case 'timer':
        this.timers.add(first as string);
        return;
      case 'cancelTimer':
        this.timers.delete(first as string);
        return;
      case 'reply':
        this.replies.push(first);
        return;
      case 'refuse':
        this.refusals.push(first as string);
        return;
      case 'finish':
        this.finished = first as string;
    }
  }

  private follow(
    stream: string,
    { after, completeThrough = after }: { after: number; completeThrough?: number },
  ): void {
    if (stream === COPIES) {
      this.copies = { after, credit: 0 };
      return;
    }
    this.lane ??= { bars: 0, reports: 0, complete: completeThrough };
    if (stream === LANE) this.lane.bars = after;
    else this.lane.reports = after;
  }
}

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
