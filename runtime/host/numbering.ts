// N1. Events, entries and units are numbered without a gap, from where the recovered incarnation left them.
// N2. Replaying gives the same entries with the same numbers; those already durable are not written again.
import type { ActorDefinition } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import type { CommitUnit, Recovered } from '../ports/actor-store.ts';
import type { Effects, Recorded } from './recorder.ts';

/** How far one incarnation has come with its journal, its streams and its commits. */
export class Numbering implements Recorded {
  readonly address: ActorAddress;
  private readonly definition: ActorDefinition;
  private readonly state: unknown;
  private readonly recovered: Recovered;
  private readonly heads: Record<string, number>;
  private readonly hasTakenAll: () => boolean;
  private journalSeq: number;
  private unit = 0;

  /** Folds the journal after the snapshot into `state`; `hasTakenAll`: its inputs were durable no further when it began. */
  constructor(
    address: ActorAddress,
    definition: ActorDefinition,
    state: unknown,
    recovered: Recovered,
    hasTakenAll: () => boolean,
  ) {
    const { snapshot, events, heads } = recovered;
    this.address = address;
    this.definition = definition;
    this.state = state;
    this.recovered = recovered;
    this.hasTakenAll = hasTakenAll;
    this.journalSeq = snapshot?.journalSeq ?? 0;
    for (const event of events) {
      this.applyEvent(event.type, event.payload);
      this.journalSeq = event.seq;
    }
    // An actor that journals does not take its decisions again, so its streams go on from where they are durable.
    this.heads = definition.apply === undefined ? { ...snapshot?.heads } : { ...heads };
  }

  nextJournalSeq(): number {
    return (this.journalSeq += 1);
  }

  nextStreamSeq(stream: string): number {
    return (this.heads[stream] = (this.heads[stream] ?? 0) + 1);
  }

  durableHead(stream: string): number {
    return this.recovered.heads[stream] ?? 0;
  }

  isCaughtUp(): boolean {
    if (!this.hasTakenAll()) return false;
    const { heads } = this.recovered;
    return Object.keys(heads).every((stream) => (this.heads[stream] ?? 0) >= heads[stream]!);
  }

  applyEvent(type: string, payload: unknown): void {
    this.definition.apply?.(this.state, type, payload);
  }

  /** Last durable entry of a stream whose entries so far are committed. */
  headOf(stream: string): number {
    return Math.max((this.heads[stream] ??= 0), this.durableHead(stream));
  }

  /** Every stream that it has spoken on, or that was its own before. */
  streams(): readonly string[] {
    return Object.keys({ ...this.heads, ...this.recovered.heads });
  }

  unitOf({ events, entries, checkpoint, urgent }: Effects, owner: { shard: number; epoch: number }): CommitUnit {
    this.unit += 1;
    const { incarnation } = this.recovered;
    const unit = { actor: this.address, ...owner, incarnation, unit: this.unit, events, entries, urgent };
    if (!checkpoint) return unit;
    const { journalSeq, heads } = this;
    return { ...unit, snapshot: { state: this.definition.save(this.state), journalSeq, heads: { ...heads } } };
  }
}
