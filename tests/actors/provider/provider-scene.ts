// A provider without a host: its turns in batches, each committed whole or lost whole, on the runtime's own recorder and
// numbering and a store that passes everything through JSON.
import type { ActorDefinition, Message, PerformResult, StreamEntry } from '../../../runtime/actor.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import { Deferred } from '../../../runtime/host/deferred.ts';
import { Numbering } from '../../../runtime/host/numbering.ts';
import { type Effects, noEffects, Recorder } from '../../../runtime/host/recorder.ts';
import type { ProviderStateView } from '../../../actors/copy-views.ts';
import { type CopyEntry, reviveCopyEntry } from '../../../actors/domain/copy/copy-entry.ts';
import type { Fill } from '../../../actors/domain/order.ts';
import type { ProviderConfig } from '../../../actors/provider/provider-config.ts';
import { providerActor } from '../../../actors/provider/provider.actor.ts';
import type { ProviderEvent } from '../../../actors/provider/provider-event.ts';
import type { ProviderState } from '../../../actors/provider/provider-state.ts';
import type { ExecutionReport } from '../../../actors/protocol.ts';
import { aFill, anInstrument, T0 } from '../../support/domain-builders.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const SELF = 'provider.p1';
const COPIES = 'copies.p1';
const SOURCE = 'subscription.s1';
export const WALL = Date.UTC(2026, 0, 1);

const instrument = (() => {
  const { tickSize, lotSize, ...rest } = anInstrument();
  return { ...rest, tickSize: String(tickSize), lotSize: String(lotSize) };
})();

/** A sound config: public, free, no bounds, 10,000 USD, published with its source. */
export const CONFIG = {
  ...{ owner: 'ada', name: 'Ada trends', description: 'Follows trends.', source: SOURCE, account: 'a1' },
  ...{ lane: 'bars.ACME.1m', instrument, allocation: '10000', currency: 'USD', visibility: 'public' },
  ...{ terms: {}, chain: ['ada'] },
};

export type Definition = ActorDefinition<ProviderConfig, ProviderState>;

/** What a batch may be made of: a command, or the next report that is there. */
export type Step = Extract<Message, { kind: 'command' }> | 'report';

/** How a batch ends: `lost`, and the provider with it, before its commit; `died`, right after it; or well. */
export type End = 'lost' | 'died' | 'well';

export interface Answer {
  readonly reply?: unknown;
  readonly refusal?: string;
  readonly message?: string;
}

export class ProviderScene {
  readonly store = new MemoryStore();
  readonly reports: StreamEntry<ExecutionReport>[] = [];
  state!: ProviderState;
  /** Wall time, epoch milliseconds UTC: years after the market's. */
  now = WALL;
  /** What it asks for is answered with the batch after this one, if it lives to hear it. */
  isSlow = false;
  /** Nobody knows what time it is. */
  isClockless = false;
  private asked: Extract<Message, { kind: 'performed' }>[] = [];
  private readonly definition: Definition;
  private readonly config: unknown;
  private readonly recorder = new HeardRecorder((port, request) =>
    this.asked.push({ kind: 'performed', port, request, result: this.time() }),
  );
  private numbering!: Numbering;
  private deferred!: Deferred;
  private taken = 0;
  private commands = 0;

  constructor(config: object = {}, definition: Definition = providerActor()) {
    this.definition = definition;
    this.config = { ...CONFIG, ...config };
  }

  /** A new incarnation, from what is durable. */
  async start(): Promise<this> {
    const { definition } = this;
    const recovered = (await this.store.recover([{ address: SELF, shard: 1, epoch: 1 }])).get(SELF)!;
    const config = definition.parseConfig(this.config);
    const { snapshot } = recovered;
    this.state = snapshot ? definition.load(config, snapshot.state, SELF) : definition.initial(config, SELF);
    this.numbering = new Numbering(SELF, definition, this.state, recovered, () => true);
    this.deferred = new Deferred(
      virtualClock(),
      () => true,
      () => false,
    );
    this.asked = [];
    await this.take([{ kind: 'started', siblings: [] }], 'well');
    return this;
  }

  /** The source's next report. */
  report(payload: ExecutionReport, time = T0): void {
    const seq = this.reports.length + 1;
    this.reports.push({ stream: `reports.${SOURCE}`, seq, position: seq, time, payload, correlationId: `r${seq}` });
  }

  /** A fill of the source, by default the whole of an order of its own. */
  fill(given: Parameters<typeof aFill>[0] = {}, more: { done?: boolean; ordered?: Fill['quantity'] } = {}): void {
    const n = this.reports.length + 1;
    const fill = aFill({ fillId: `F-${n}`, clientOrderId: `T-${n}`, time: T0 + n * 60_000, ...given });
    this.report({ kind: 'filled', fill, done: true, ...more }, fill.time);
  }

  command(command: string, params: Record<string, unknown> = {}): Extract<Message, { kind: 'command' }> {
    this.commands += 1;
    return { kind: 'command', command, params, by: 'ada', commandId: `c${this.commands}`, at: (this.now += 1) };
  }

  /** Takes a batch of steps; the answers are those that callers hear: none of a batch that is lost. */
  async batch(steps: readonly Step[], end: End = 'well'): Promise<Answer[]> {
    const messages = steps.flatMap((step): (() => Message | undefined)[] => [
      step === 'report' ? () => this.nextReport() : () => step,
    ]);
    const answers = await this.takeLazily(messages, end);
    if (end !== 'well') await this.start();
    return answers;
  }

  /** Takes every report that is there. */
  async catchUp(): Promise<void> {
    while (this.taken < this.reports.length || this.asked.length > 0) await this.batch(['report']);
  }

  async ask(command: string, params: Record<string, unknown> = {}): Promise<Answer> {
    return (await this.batch([this.command(command, params)]))[0]!;
  }

  /** Stops it as a host does, with a last snapshot, and starts it again. */
  async restart(): Promise<void> {
    await this.commit({ ...noEffects(), checkpoint: true });
    await this.start();
  }

  entries(): (CopyEntry & { seq: number; position: number })[] {
    return this.store
      .entries(COPIES)
      .map(({ payload, seq, position }) => ({ ...reviveCopyEntry(payload as CopyEntry), seq, position }));
  }

  /** `fill F-1 +10`, `state paused`, `note hello` … */
  said(): string[] {
    return this.entries().map(({ what, book }) => {
      if (what.kind === 'fill') return `fill ${what.fillId} → ${book.quantity}`;
      return what.kind === 'state' ? `state ${what.reason}` : `note ${what.text}`;
    });
  }

  journal(): ProviderEvent[] {
    return this.store.events(SELF).map(({ payload }) => payload as ProviderEvent);
  }

  view(): ProviderStateView & { tradingState: string; tradingStateReason: string } {
    return JSON.parse(JSON.stringify(this.definition.inspect(this.state))) as ReturnType<ProviderScene['view']>;
  }

  private time(): PerformResult {
    return this.isClockless
      ? { ok: false, type: 'UNKNOWN_PORT', message: 'no clock' }
      : { ok: true, value: (this.now += 1) };
  }

  private nextReport(): Message | undefined {
    const entry = this.reports[this.taken];
    if (entry === undefined) return undefined;
    this.taken += 1;
    return { kind: 'entry', entry: JSON.parse(JSON.stringify(entry)) as StreamEntry };
  }

  private take(messages: readonly Message[], end: End): Promise<Answer[]> {
    return this.takeLazily(
      messages.map((message) => () => message),
      end,
    );
  }

  private async takeLazily(messages: readonly (() => Message | undefined)[], end: End): Promise<Answer[]> {
    const { recorder } = this;
    recorder.begin(this.numbering);
    const outcomes = this.asked.splice(0).map((outcome) => () => outcome);
    for (const next of [...outcomes, ...messages]) {
      let message = next();
      while (message !== undefined) {
        if (message.kind === 'command') recorder.calledBy(() => undefined);
        this.definition.receive(this.state, message, recorder);
        recorder.endTurn();
        message = this.isSlow ? undefined : this.asked.shift();
      }
    }
    const effects = recorder.end();
    if (end === 'lost' || effects === undefined) return [];
    if (effects.canWait) this.deferred.defer(effects.events);
    else await this.commit(effects);
    for (const effect of effects.after) if (effect.kind === 'follow') this.taken = effect.options.after;
    return effects.after.flatMap((effect): Answer[] => {
      if (effect.kind === 'reply') return [{ reply: effect.value }];
      return effect.kind === 'refuse' ? [{ refusal: effect.type, message: effect.message }] : [];
    });
  }

  private async commit(effects: Effects): Promise<void> {
    const events = this.deferred.before(effects.events);
    await this.store.commit(this.numbering.unitOf({ ...effects, events }, { shard: 1, epoch: 1 }));
  }
}

/** Says what is asked of a port. */
class HeardRecorder extends Recorder {
  private readonly heard: (port: string, request: unknown) => void;

  constructor(heard: (port: string, request: unknown) => void) {
    super();
    this.heard = heard;
  }

  override perform(port: string, request: unknown): void {
    super.perform(port, request);
    this.heard(port, request);
  }
}
