import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamEntry } from '../../../runtime/actor.ts';
import { type Hint, Input } from '../../../runtime/streams/input.ts';
import { Merge } from '../../../runtime/streams/merge.ts';

interface Scene {
  /** Positions of the entries of each stream, in order. */
  readonly streams: readonly (readonly number[])[];
  /** Commits of each stream: how many entries each brings. */
  readonly chunks: readonly number[];
  /** What arrives, in which order: hint `index` of stream `stream`, whole, without its entries, or the store's word. */
  readonly arrivals: readonly { stream: number; index: number; how: 'whole' | 'bare' | 'fill' }[];
}

const LAST = 12;
const RANKS = [0, 1, 2];

const scenes = fc.record({
  streams: fc.array(
    fc.array(fc.integer({ min: 1, max: LAST }), { maxLength: 14 }).map((positions) => positions.sort((a, b) => a - b)),
    { minLength: 2, maxLength: 3 },
  ),
  chunks: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
  arrivals: fc.array(
    fc.record({
      stream: fc.integer({ min: 0, max: 2 }),
      index: fc.integer({ min: 0, max: 14 }),
      how: fc.constantFrom('whole' as const, 'whole' as const, 'bare' as const, 'fill' as const),
    }),
    { maxLength: 60 },
  ),
});

const entriesOf = (stream: number, positions: readonly number[]): StreamEntry[] =>
  positions.map((position, index) => ({
    ...{ stream: `s${stream}`, seq: index + 1, position, time: position * 10 + stream },
    ...{ payload: null, correlationId: '' },
  }));

/** The hints of one stream as its owner sends them: a commit each, and how far the stream is complete with it. */
function hintsOf(stream: number, entries: readonly StreamEntry[], chunks: readonly number[]): Hint[] {
  const hints: Hint[] = [];
  for (let from = 0, chunk = 0; from < entries.length; chunk += 1) {
    const to = Math.min(entries.length, from + chunks[chunk % chunks.length]!);
    const watermark = to === entries.length ? LAST : entries[to]!.position - 1;
    hints.push({ stream: `s${stream}`, head: to, watermark, time: 0, entries: entries.slice(from, to) });
    from = to;
  }
  return hints.length > 0 ? hints : [{ stream: `s${stream}`, head: 0, watermark: LAST, time: 0, entries: [] }];
}

/** What one actor hears of a scene when packets get lost, doubled and out of order. */
function heard({ streams, chunks, arrivals }: Scene, InputKind: typeof Input): string[] {
  const out: string[] = [];
  const merge = new Merge();
  const lanes = streams.map((positions, stream) => {
    const entries = entriesOf(stream, positions);
    const input = new InputKind(`s${stream}`, { after: 0, rank: RANKS[stream]!, completeThrough: 0 });
    merge.add(input, 0);
    return { input, entries, hints: hintsOf(stream, entries, chunks) };
  });
  const take = (): void => {
    for (let next = merge.next(); next !== undefined; next = merge.next()) {
      out.push(next.kind === 'entry' ? `${next.entry.stream}#${next.entry.seq}` : `=${next.position}@${next.time}`);
      if (next.kind === 'position' && next.position >= LAST) break;
    }
  };
  const arrive = (lane: (typeof lanes)[number], index: number, how: string): void => {
    const hint = lane.hints[index % lane.hints.length]!;
    if (how === 'fill') lane.input.fill(lane.entries.slice(lane.input.after, lane.input.after + 3), false);
    else lane.input.offer(how === 'bare' ? { ...hint, entries: [] } : hint);
    take();
  };
  for (const { stream, index, how } of arrivals) arrive(lanes[stream % lanes.length]!, index, how);
  for (const lane of lanes) {
    arrive(lane, lane.hints.length - 1, 'bare');
    while (lane.input.after < lane.entries.length) arrive(lane, 0, 'fill');
    take();
  }
  return out;
}

/** The same by sorting: position, then rank, then seq, and each position once it is over. */
function inOrder({ streams }: Scene): string[] {
  const all = streams.flatMap((positions, stream) => entriesOf(stream, positions));
  all.sort((a, b) => a.position - b.position || (a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.seq - b.seq));
  const out: string[] = [];
  let time = 0;
  for (let position = 1; position <= LAST; position += 1) {
    for (const entry of all.filter((one) => one.position === position)) {
      out.push(`${entry.stream}#${entry.seq}`);
      time = Math.max(time, entry.time);
    }
    out.push(`=${position}@${time}`);
  }
  return out;
}

const sameOrder = (InputKind: typeof Input) =>
  fc.property(scenes, (scene) => {
    expect(heard(scene, InputKind)).toEqual(inOrder(scene));
  });

interface Insides {
  push(entry: StreamEntry): void;
}

/** Control: takes what comes, whether or not something is missing before it. */
class GapBlindInput extends Input {
  override offer(hint: Hint): boolean {
    for (const entry of hint.entries) if (entry.seq > this.after) (this as unknown as Insides).push(entry);
    return super.offer({ ...hint, entries: [] });
  }
}

/** Control: believes a watermark before it has the entries that belong to it. */
class HastyInput extends Input {
  override offer(hint: Hint): boolean {
    if (hint.watermark > this.watermark) this.watermark = hint.watermark;
    return super.offer(hint);
  }
}

describe('merge', () => {
  test('lost, doubled and reordered packets change no decision: the merged order is that of the undisturbed streams', () => {
    fc.assert(sameOrder(Input), { numRuns: 2_000 });
  });

  test('control: without the gap check the order breaks', () => {
    expect(fc.check(sameOrder(GapBlindInput), { numRuns: 2_000 }).failed).toBe(true);
  });

  test('control: without the watermark rule the order breaks', () => {
    expect(fc.check(sameOrder(HastyInput), { numRuns: 2_000 }).failed).toBe(true);
  });

  test('an actor of one stream is not held up by positions: its entries come as they are', () => {
    const merge = new Merge();
    const input = new Input('s0', { after: 0, rank: 0 });
    merge.add(input, 0);
    input.fill(entriesOf(0, [4, 4, 9]), true);
    const seqs = [merge.next(), merge.next(), merge.next(), merge.next()].map((next) => next?.kind);
    expect(seqs).toEqual(['entry', 'entry', 'entry', undefined]);
  });

  test('a stalled stream holds its followers only as long as it is followed', () => {
    const merge = new Merge();
    const bars = new Input('bars', { after: 0, rank: 1, completeThrough: 0 });
    const reports = new Input('reports', { after: 0, rank: 0, completeThrough: 0 });
    const silent = new Input('silent', { after: 0, rank: 2, completeThrough: 0 });
    for (const input of [bars, reports, silent]) merge.add(input, 0);
    bars.fill(entriesOf(0, [1]), true);
    bars.offer({ stream: 'bars', head: 1, watermark: 1, time: 0, entries: [] });
    reports.offer({ stream: 'reports', head: 0, watermark: 1, time: 0, entries: [] });
    expect(merge.next()?.kind).toBe('entry');
    expect(merge.next()).toBeUndefined();
    merge.remove('silent');
    expect(merge.next()).toMatchObject({ kind: 'position', position: 1 });
  });
});
