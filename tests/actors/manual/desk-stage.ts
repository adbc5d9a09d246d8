// A manual desk and its account without a host: what is committed survives, what is told and answered may be lost.
// D1. A message is taken whole or not at all; a crash comes before its commit, or after it and before anything is told.
// D2. Reports and bars are merged as the runtime merges them: a report belongs before the bar of its position.
import type { Message } from '../../../runtime/actor.ts';
import { manualActor } from '../../../actors/manual/manual.actor.ts';
import type { ManualState } from '../../../actors/manual/manual-state.ts';
import { aBar, T0 } from '../../support/domain-builders.ts';
import { instrumentConfig } from '../../support/troupe-in-memory.ts';
import { AccountScene, LANE } from '../risk-monitor/account-scene.ts';
import { recordingTurn } from '../strategy/recording-turn.ts';

export const DESK = 'manual.m';
const RINGS = 20;
const ATTEMPTS = 5;

export type Crash = 'before' | 'after';
export type Answer = { readonly value: unknown } | { readonly refused: string; readonly message: string };

export interface StageOptions {
  /** In place of the product's: a control that takes something away. */
  readonly definition?: ReturnType<typeof manualActor>;
  readonly limits?: object;
  readonly allocation?: string;
  /** Share of a bar's volume of 1,000 that may fill at once. */
  readonly volumeShare?: number;
}

export class DeskStage {
  readonly scene: AccountScene;
  state: ManualState;
  /** Messages that the desk was given. */
  messages = 0;
  /** Whether a message, by its number, is the last of its incarnation, and how. */
  crash: (message: number) => Crash | undefined = () => undefined;
  private readonly kind: ReturnType<typeof manualActor>;
  private readonly config;
  private readonly turn = recordingTurn(DESK);
  private readonly closes: number[] = [];
  private durable: unknown;
  private mailbox: Message[] = [];
  private heard = 0;
  private readonly answers: Answer[] = [];

  constructor({ definition, limits, allocation = '100000', volumeShare = 0.02 }: StageOptions = {}) {
    this.scene = new AccountScene({
      model: { commissionRate: 0.001, volumeShare },
      deposit: '1000000',
      ...(limits !== undefined && { limits }),
    });
    this.kind = definition ?? manualActor();
    this.config = this.kind.parseConfig({
      ...{ owner: 'ann', account: 'a1', lane: LANE, instrument: instrumentConfig('ACME', '1') },
      ...{ allocation, after: 0 },
    });
    this.state = this.begin();
    this.pump();
  }

  /** Sends a command until it is answered; undefined when it never is. */
  ask(command: string, params: Record<string, unknown>, commandId: string): Answer | undefined {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      this.mailbox.push({ kind: 'command', command, params, by: 'ann', commandId, at: 0 });
      this.pump();
      const answer = this.answers.pop();
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  bar(close: number): void {
    for (let rung = 0; this.scene.pulls === 0 && rung < RINGS; rung += 1) {
      this.scene.ring();
      this.pump();
    }
    const open = this.closes.at(-1) ?? close;
    this.closes.push(close);
    this.scene.bar({ open, close, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1 });
    this.pump();
  }

  /** The runtime writes a snapshot whenever it likes. */
  snapshot(): void {
    this.durable = this.saved();
  }

  restart(): void {
    this.mailbox = [];
    this.heard = this.scene.told.length;
    this.state = this.begin();
    this.pump();
  }

  /** An incarnation that begins with this snapshot, or with none. */
  restartAs(snapshot: unknown): void {
    this.durable = snapshot;
    this.restart();
  }

  /** The account's risk monitor comes back, and then all that trades on the account (`rest_for_one`). */
  restartAccount(): void {
    this.scene.restart();
    this.restart();
  }

  inspect(): Record<string, unknown> {
    return this.kind.inspect(this.state);
  }

  saved(): unknown {
    return JSON.parse(JSON.stringify(this.kind.save(this.state)));
  }

  /** All orders that the account was asked for by the desk, each as often as it was. */
  asked(): { id: string; words: string; denied: boolean }[] {
    return this.scene.journal.flatMap((event) => {
      if (event.type !== 'order.initialized' && event.type !== 'order.denied') return [];
      if (event.type === 'order.initialized' && event.exit !== undefined) return [];
      const { clientOrderId: id, side, type, quantity, limitPrice, triggerPrice, reduceOnly } = event.order;
      const prices = [limitPrice, triggerPrice].flatMap((price) => (price === undefined ? [] : [`@${price}`]));
      const words = [side, type, String(quantity), ...prices, ...(reduceOnly ? ['reduce-only'] : [])].join(' ');
      return [{ id, words, denied: event.type === 'order.denied' }];
    });
  }

  /** Orders of the desk that are open by the account's book, without those that the risk monitor made. */
  open(): string[] {
    return [...this.scene.state.orders.values()].flatMap(({ working: { order } }) =>
      order.correlationId.startsWith('flatten:') ? [] : [order.clientOrderId],
    );
  }

  private begin(): ManualState {
    const { kind, config, durable } = this;
    this.mailbox.push({ kind: 'started', siblings: [] });
    return durable === undefined ? kind.initial(config, DESK) : kind.load(config, durable, DESK);
  }

  /** Lets everything happen that can. */
  private pump(): void {
    for (let message = this.next(); message !== undefined; message = this.next()) this.give(message);
  }

  private give(message: Message): void {
    this.messages += 1;
    this.kind.receive(this.state, message, this.turn);
    const effects = this.turn.taken();
    const crash = this.crash(this.messages);
    if (crash !== 'before' && effects.some(([name]) => name === 'checkpoint')) this.snapshot();
    if (crash !== undefined) {
      this.restart();
      return;
    }
    for (const [name, ...args] of effects) {
      if (name === 'tell') this.scene.tell(DESK, args[1]);
      if (name === 'reply') this.answers.push({ value: JSON.parse(JSON.stringify(args[0])) });
      if (name === 'refuse') this.answers.push({ refused: String(args[0]), message: String(args[1]) });
    }
  }

  private next(): Message | undefined {
    for (; this.heard < this.scene.told.length; this.heard += 1) {
      const { to, word: body } = this.scene.told[this.heard]!;
      if (to === DESK) this.mailbox.push({ kind: 'told', from: 'risk-monitor.a1', body });
    }
    return this.mailbox.shift() ?? (this.state.listening ? this.merged() : undefined);
  }

  /** D2 */
  private merged(): Message | undefined {
    const position = this.state.position + 1;
    const time = T0 + position * 60_000;
    const seq = this.state.reportsSeq + 1;
    const due = this.scene.reports.filter(({ actor }) => actor === DESK)[seq - 1];
    if (due !== undefined && due.position <= position) {
      const payload = JSON.parse(JSON.stringify(due.report)) as unknown;
      const entry = { stream: `reports.${DESK}`, seq, position: due.position, time, payload, correlationId: 'r' };
      return { kind: 'entry', entry };
    }
    if (position > (this.scene.state.lanes.get(LANE)?.position ?? 0)) return undefined;
    if (this.state.bar !== undefined) return { kind: 'position', position, time };
    const payload = aBar({ close: this.closes[position - 1]! });
    return { kind: 'entry', entry: { stream: LANE, seq: position, position, time, payload, correlationId: 'b' } };
  }
}
