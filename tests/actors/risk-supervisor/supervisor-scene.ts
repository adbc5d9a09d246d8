// A risk supervisor without a host: its turns, its journal, the stream of its controls, and a node that says whom they are about.
import type { Message } from '../../../runtime/actor.ts';
import type { Turn } from '../../../runtime/turn.ts';
import type { Control } from '../../../actors/domain/risk/control.ts';
import { saveControlBook } from '../../../actors/domain/risk/control-book.ts';
import type { AffectedAccount, SaidConfirmation, RiskRequest } from '../../../actors/ports/risk-desk.ts';
import { CONTROLS_STREAM, RISK_SUPERVISOR } from '../../../actors/protocol.ts';
import { riskSupervisorActor } from '../../../actors/risk-supervisor/risk-supervisor.actor.ts';
import type { SupervisorEvent } from '../../../actors/risk-supervisor/supervisor-event.ts';
import type { SupervisorState } from '../../../actors/risk-supervisor/supervisor-state.ts';
import type { RiskSupervisorStateView } from '../../../actors/risk-views.ts';
import { T0 } from '../../support/domain-builders.ts';

const kind = riskSupervisorActor();

type Affected = Extract<RiskRequest, { kind: 'affected' }>;

/** One running account with an actor or two on it. */
export const account = (name: string, more: Partial<AffectedAccount> = {}): AffectedAccount => ({
  ...{ account: name, actors: [`subscription.${name}`], isRunning: true },
  ...more,
});

export class SupervisorScene {
  state: SupervisorState;
  readonly journal: SupervisorEvent[] = [];
  /** What every account reads, by its number. */
  readonly controls: Control[] = [];
  /** The book after each control, as JSON; before the first it is empty. */
  readonly books: string[] = [];
  readonly asked: Affected[] = [];
  readonly replies: unknown[] = [];
  readonly refusals: { readonly type: string; readonly message: string }[] = [];
  readonly timers = new Map<string, unknown>();
  readonly beats: number[] = [];
  /** Whom a control is about; `hold` leaves the question open, `fail` is a database that is away. */
  affected: (request: Affected) => readonly AffectedAccount[] | 'hold' | 'fail' = () => [];
  private readonly config;
  private queue: Affected[] = [];
  private saved: { readonly events: number; readonly json: unknown } | undefined;
  private commands = 0;
  /** Events that were not left to the next commit, and those before them. */
  private written = 0;
  now = T0;

  constructor(config: { readonly approveLoosening?: boolean } = {}) {
    this.config = kind.parseConfig({ owner: 'platform', ...config });
    this.state = kind.initial(this.config, RISK_SUPERVISOR);
    this.books.push(this.book());
    this.receive({ kind: 'started', siblings: [] });
  }

  /** What came of a command: its reply, or the type of its refusal. */
  command(command: string, params: Record<string, unknown>, by = 'ann'): unknown {
    const { replies, refusals } = this;
    const before = { replies: replies.length, refusals: refusals.length };
    this.now += 1_000;
    this.commands += 1;
    this.receive({ kind: 'command', command, params, by, commandId: `cmd-${this.commands}`, at: this.now });
    return refusals.length > before.refusals ? refusals.at(-1)!.type : replies.slice(before.replies)[0];
  }

  /** Sets a limit from the version that is in the book. */
  setLimit(scope: string, limit: string, value: unknown, more: { by?: string; fromVersion?: number } = {}): unknown {
    const { by = 'ann', fromVersion = this.version(scope, limit) } = more;
    return this.command('set-limit', { change: { scope, limit, value, fromVersion, reason: 'why not' } }, by);
  }

  version(scope: string, limit: string): number {
    return this.view().limits.find((one) => one.scope === scope && one.limit === limit)?.version ?? 0;
  }

  /** What accounts say, gathered by a node into one call. */
  hear(...confirmations: Partial<SaidConfirmation>[]): void {
    const said = confirmations.map((one) => {
      const { through = 0 } = one;
      return { account: 'a1', taken: through, through, flat: [], at: this.now, ...one };
    });
    this.command('confirm', { confirmations: said });
  }

  answer(request: Affected, answer: readonly AffectedAccount[] | 'fail'): void {
    const result =
      answer === 'fail'
        ? ({ ok: false, type: 'STORE_UNAVAILABLE', message: 'away' } as const)
        : ({ ok: true, value: { affected: answer, at: (this.now += 1) } } as const);
    this.receive({ kind: 'performed', port: 'risk', request, result });
  }

  /** Lets the timers run that are set. */
  ring(): void {
    for (const [name, body] of [...this.timers]) {
      this.timers.delete(name);
      this.receive({ kind: 'timer', name, body });
    }
  }

  /** What the runtime does now and then: recovery begins here. */
  checkpoint(): void {
    this.saved = { events: this.journal.length, json: json(kind.save(this.state)) };
  }

  /** A new incarnation, without what was journaled lazily since the last that was not. */
  crash(): void {
    this.journal.length = Math.max(this.written, this.saved?.events ?? 0);
    this.restart();
  }

  /** A new incarnation, from the last snapshot and what was journaled after it. */
  restart(): void {
    this.queue = [];
    this.timers.clear();
    this.state = this.recovered();
    this.receive({ kind: 'started', siblings: [] });
  }

  private recovered(): SupervisorState {
    const { events, json: snapshot } = this.saved ?? { events: 0, json: undefined };
    const state =
      snapshot === undefined
        ? kind.initial(this.config, RISK_SUPERVISOR)
        : kind.load(this.config, structuredClone(snapshot), RISK_SUPERVISOR);
    for (const event of json(this.journal.slice(events))) kind.apply!(state, event.type, event);
    return state;
  }

  view(): RiskSupervisorStateView {
    return kind.inspect(this.state) as unknown as RiskSupervisorStateView;
  }

  /** How far the control of this number is. */
  control(seq: number): RiskSupervisorStateView['controls'][number] {
    const found = this.view().controls.find((one) => one.seq === seq);
    if (found === undefined) throw new Error(`no control ${seq} is remembered`);
    return found;
  }

  /** The book of controls as JSON. */
  book(): string {
    return JSON.stringify(saveControlBook(this.state.book));
  }

  /** All that survives a crash, as JSON. */
  durable(): unknown {
    return json(kind.save(this.state));
  }

  types(): string[] {
    return this.journal.map(({ type }) => type);
  }

  private receive(message: Message): void {
    kind.receive(this.state, message, this.turn());
    for (let request = this.queue.shift(); request !== undefined; request = this.queue.shift()) {
      const answer = this.affected(request);
      if (answer !== 'hold') this.answer(request, answer);
    }
  }

  private turn(): Turn {
    const nothing = (): void => undefined;
    return {
      self: RISK_SUPERVISOR,
      append: (stream, { position, payload }) => {
        if (stream !== CONTROLS_STREAM || position !== this.controls.length + 1)
          throw new Error(`${stream}#${position} after ${this.controls.length}`);
        this.controls.push(json(payload as Control));
        this.books.push(this.book());
      },
      record: (type, payload, _at, lazily) => {
        this.journal.push(payload as SupervisorEvent);
        if (lazily !== true) this.written = this.journal.length;
        kind.apply!(this.state, type, payload);
      },
      perform: (_port, request) => {
        this.asked.push(request as Affected);
        this.queue.push(request as Affected);
      },
      reply: (value) => void this.replies.push(value),
      refuse: (type, message) => void this.refusals.push({ type, message }),
      timer: (name, _delay, body) => void this.timers.set(name, body),
      advance: (_stream, position) => void this.beats.push(position),
      ...{ checkpoint: nothing, follow: nothing, unfollow: nothing, watch: nothing, pull: nothing, tell: nothing },
      ...{ cancelTimer: nothing, finish: nothing, isCaughtUp: () => true },
    };
  }
}

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
