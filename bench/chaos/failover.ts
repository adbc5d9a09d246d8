// How long it took until the actors of a struck worker were at work again.
// F1. From the moment of the fault to the first write that the database let in from the actor's next incarnation: the opening of
//     that incarnation, fenced as every write is, at whose heels its first turn follows. A market-data actor writes with every bar, so
//     of it the first unit counts, feed and all.
// F2. An actor that nobody took over, because its worker came back within its lease, went on as the incarnation it was; one that
//     was asked to leave (a drain) hands over what it has: neither is a failover.
// F3. `clean` are those with one fault alone: nothing else took a worker or the database away between the fault and the return.
import { kindOf } from '../../runtime/address.ts';
import type { Blown } from './storm.ts';
import type { Note } from './witness.ts';

/** A worker that came back by then kept what it had. */
const SOON_MS = 1_000;

export interface Failovers {
  readonly clean: readonly number[];
  readonly all: readonly number[];
}

export interface FailoverFacts {
  readonly strikes: readonly Blown[];
  readonly notes: readonly Note[];
  readonly actors: readonly { readonly address: string; readonly shard: number }[];
}

export function failovers({ strikes, notes, actors }: FailoverFacts): Failovers {
  const byActor = Map.groupBy(notes, ({ actor }) => actor);
  const clean: number[] = [];
  const all: number[] = [];
  for (const strike of strikes) {
    if (strike.toll !== 'worker' || strike.kind === 'drain-worker') continue; // F2
    for (const { address, shard } of actors) {
      if (!strike.shards.has(shard)) continue;
      const back = returned(byActor.get(address) ?? [], strike, kindOf(address) === 'market-data');
      if (back === undefined) continue;
      all.push(back - strike.at);
      if (isAlone(strike, strikes, back)) clean.push(back - strike.at); // F3
    }
  }
  return { clean, all };
}

/** F1, F2. */
function returned(notes: readonly Note[], { at, survives, healedAt }: Blown, isWriting: boolean): number | undefined {
  let before = 0;
  let last = 0;
  for (const { at: noted, incarnation } of notes) {
    if (noted > at) break;
    before = Math.max(before, incarnation);
    last = noted;
  }
  if (last === 0) return undefined;
  const opened = notes.find((note) => note.at > at && note.incarnation > before);
  if (opened === undefined || (survives && opened.at > healedAt + SOON_MS)) return undefined;
  if (!isWriting) return opened.at;
  return notes.find((note) => note.at >= opened.at && note.unit > 0)?.at ?? opened.at;
}

const isAlone = (strike: Blown, strikes: readonly Blown[], back: number): boolean =>
  strikes.every(
    (other) => other === strike || other.toll === 'none' || other.at > back || other.healedAt < strike.at - 1_000,
  );

/** A quantile of numbers, whole; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
