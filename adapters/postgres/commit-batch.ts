// B1. A unit becomes JSON once, when it is committed: what its actor changes later cannot reach the database.
// B2. A batch holds, per actor, one unbroken run of units and events, and per stream one unbroken run of entries; a
//     unit that does not continue its run ends the batch, so that the database judges it at the head of the next one.
import type { StreamEntry } from '../../runtime/actor.ts';
import type { CommitUnit } from '../../runtime/ports/actor-store.ts';
import { COPY_TABLES, entryRows, noCopyRows } from './copy-projection.ts';
import {
  addCopyRows,
  followed,
  projectEvent,
  type OrderChange,
  type OrderInsert,
  type Projection,
} from './projection.ts';

const BARS = 'bars.';

/** A unit as it travels: identity for the fence, and its rows as JSON text without the brackets. */
export interface EncodedUnit {
  readonly actor: string;
  readonly shard: number;
  readonly epoch: number;
  readonly incarnation: number;
  readonly unit: number;
  readonly firstSeq: number | undefined;
  readonly lastSeq: number | undefined;
  readonly streams: readonly StreamRun[];
  readonly events: string;
  readonly projection: Projection;
  readonly entries: string;
  readonly bars: string;
  readonly snapshot: string | undefined;
}

interface StreamRun {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
}

/** The parameters of `commit_units`, in its order. */
export type BatchParameters = readonly [shards: number[], epochs: number[], heads: string, ...rows: (string | null)[]];

/** Turns a unit into JSON text; throws a TypeError naming what is wrong when its numbers have a gap. */
export function encodeUnit(unit: CommitUnit): EncodedUnit {
  const { actor, shard, epoch, incarnation } = unit;
  let events = '';
  const projection = nothingProjected();
  let expected = unit.events[0]?.seq;
  for (const event of unit.events) {
    if (event.seq !== expected) throw new TypeError(`${actor}: journal event ${event.seq} where ${expected} is due`);
    expected = event.seq + 1;
    events = appended(
      events,
      JSON.stringify({
        actor,
        shard,
        epoch,
        seq: event.seq,
        type: event.type,
        time: event.time,
        correlationId: event.correlationId,
        payload: event.payload ?? null,
      }),
    );
    projectEvent(projection, actor, epoch, event);
  }
  const runs = new Map<string, StreamRun>();
  let entries = '';
  let bars = '';
  for (const entry of unit.entries) {
    const { stream, seq } = entry;
    const run = runs.get(stream);
    if (run !== undefined && seq !== run.last + 1)
      throw new TypeError(`${actor}: entry ${seq} of ${stream} where ${run.last + 1} is due`);
    runs.set(stream, { stream, first: run?.first ?? seq, last: seq });
    if (stream.startsWith(BARS)) bars = appended(bars, encodeBar(entry, epoch));
    else entries = appended(entries, encodeEntry(entry, epoch));
    addCopyRows(projection, entryRows(actor, entry, epoch));
  }
  return {
    actor,
    shard,
    epoch,
    incarnation,
    unit: unit.unit,
    firstSeq: unit.events[0]?.seq,
    lastSeq: unit.events.at(-1)?.seq,
    streams: [...runs.values()],
    events,
    projection,
    entries,
    bars,
    snapshot: unit.snapshot && JSON.stringify({ actor, epoch, ...unit.snapshot, state: unit.snapshot.state ?? null }),
  };
}

/** Collects units for one call, as long as each continues what is there. */
export class CommitBatch {
  readonly units: EncodedUnit[] = [];
  bytes = 0;
  readonly #fences = new Map<number, number>();
  readonly #heads = new Map<string, Head>();
  readonly #streams = new Map<string, StreamRun & { readonly owner: string }>();

  /** False when the unit does not continue the batch; it is then left out. */
  add(unit: EncodedUnit): boolean {
    const epoch = this.#fences.get(unit.shard);
    const head = this.#heads.get(unit.actor);
    if (epoch !== undefined && epoch !== unit.epoch) return false;
    if (head !== undefined && !continues(head, unit)) return false;
    for (const run of unit.streams) {
      const before = this.#streams.get(run.stream);
      if (before !== undefined && (before.owner !== unit.actor || run.first !== before.last + 1)) return false;
    }
    this.#fences.set(unit.shard, unit.epoch);
    this.#heads.set(unit.actor, {
      actor: unit.actor,
      incarnation: unit.incarnation,
      firstUnit: head?.firstUnit ?? unit.unit,
      lastUnit: unit.unit,
      firstSeq: head?.firstSeq ?? unit.firstSeq,
      lastSeq: unit.lastSeq ?? head?.lastSeq,
    });
    for (const run of unit.streams) {
      this.#streams.set(run.stream, {
        ...run,
        first: this.#streams.get(run.stream)?.first ?? run.first,
        owner: unit.actor,
      });
    }
    this.units.push(unit);
    this.bytes += unit.events.length + unit.entries.length + unit.bars.length + (unit.snapshot?.length ?? 0);
    return true;
  }

  parameters(): BatchParameters {
    const { units } = this;
    const snapshots = new Map(
      units.filter((unit) => unit.snapshot !== undefined).map((unit) => [unit.actor, unit.snapshot]),
    );
    return [
      [...this.#fences.keys()],
      [...this.#fences.values()],
      JSON.stringify([...this.#heads.values()]),
      this.#streams.size === 0 ? null : JSON.stringify([...this.#streams.values()]),
      joined(units.map((unit) => unit.events)),
      joined(units.map((unit) => unit.entries)),
      joined(units.map((unit) => unit.bars)),
      joined([...snapshots.values()]),
      ...this.#projected(),
    ];
  }

  /** One row an order: what a batch makes of it is folded here, so that each is written once. */
  #projected(): (string | null)[] {
    const orders = new Map<string, OrderInsert>();
    const changes = new Map<string, OrderChange>();
    for (const { projection } of this.units) {
      for (const order of projection.orders) {
        // A second order of the same id is kept beside the first, so that the database refuses the batch and then its unit.
        const id = order.clientOrderId;
        orders.set(orders.has(id) ? `${id} again` : id, order);
      }
      for (const change of projection.changes) {
        const id = change.clientOrderId;
        const inserted = orders.get(id);
        const changed = changes.get(id);
        if (inserted !== undefined) orders.set(id, followed(inserted, change));
        else changes.set(id, changed === undefined ? change : followed(changed, change));
      }
    }
    const projections = this.units.map((unit) => unit.projection);
    return [
      orders.size === 0 ? null : JSON.stringify([...orders.values()]),
      changes.size === 0 ? null : JSON.stringify([...changes.values()]),
      joined(projections.map((projection) => projection.fills)),
      joined(projections.map((projection) => projection.postings)),
      joined(projections.map((projection) => projection.equity)),
      joined(projections.map((projection) => projection.risk)),
      copyTables(projections),
    ];
  }
}

interface Head {
  readonly actor: string;
  readonly incarnation: number;
  readonly firstUnit: number;
  readonly lastUnit: number;
  readonly firstSeq: number | undefined;
  readonly lastSeq: number | undefined;
}

const continues = (head: Head, unit: EncodedUnit): boolean =>
  unit.incarnation === head.incarnation &&
  unit.unit === head.lastUnit + 1 &&
  (unit.firstSeq === undefined || head.lastSeq === undefined || unit.firstSeq === head.lastSeq + 1);

const encodeEntry = ({ stream, seq, position, time, payload, correlationId }: StreamEntry, epoch: number): string =>
  JSON.stringify({ stream, seq, position, time, correlationId, epoch, payload: payload ?? null });

/** A bar is a clock tick: its position is its number and its time is its close, so neither is stored twice. */
function encodeBar({ stream, seq, position, time, payload, correlationId }: StreamEntry, epoch: number): string {
  const closeTime =
    typeof payload === 'object' && payload !== null && 'closeTime' in payload ? payload.closeTime : undefined;
  if (position !== seq)
    throw new TypeError(`${stream}: bar ${seq} has position ${position}; on a clock stream they are equal`);
  if (time !== closeTime)
    throw new TypeError(`${stream}: bar ${seq} has time ${time}, which is not its close ${String(closeTime)}`);
  return JSON.stringify({ stream, seq, correlationId, epoch, bar: payload });
}

const nothingProjected = (): Projection => ({
  ...{ orders: [], changes: [], fills: '', postings: '', equity: '', risk: '' },
  copy: noCopyRows(),
});

/** An object with an array for each table that has rows. */
function copyTables(projections: readonly Projection[]): string | null {
  const tables = COPY_TABLES.flatMap((table) => {
    const rows = joined(projections.map(({ copy }) => copy[table]));
    return rows === null ? [] : [`"${table}":${rows}`];
  });
  return tables.length === 0 ? null : `{${tables.join(',')}}`;
}

const appended = (rows: string, row: string): string => (rows === '' ? row : `${rows},${row}`);

function joined(parts: readonly (string | undefined)[]): string | null {
  const rows = parts.filter((part) => part !== undefined && part !== '').join(',');
  return rows === '' ? null : `[${rows}]`;
}
