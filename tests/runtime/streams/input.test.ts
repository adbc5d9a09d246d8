import { describe, expect, test } from 'vitest';
import type { StreamEntry } from '../../../runtime/actor.ts';
import { Input } from '../../../runtime/streams/input.ts';

const entry = (seq: number, position = seq): StreamEntry => ({
  ...{ stream: 's', seq, position, time: position * 1_000, payload: seq, correlationId: `s#${seq}` },
});
const entries = (from: number, to: number): StreamEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));
const hint = (head: number, watermark: number, list: readonly StreamEntry[] = []) => ({
  ...{ stream: 's', head, watermark, time: 0, entries: list },
});
const drain = (input: Input): number[] => {
  const seqs: number[] = [];
  for (let next = input.take(); next !== undefined; next = input.take()) seqs.push(next.seq);
  return seqs;
};

describe('input', () => {
  test('a lost packet does not make an entry vanish: what follows the gap waits until the store has filled it', () => {
    const input = new Input('s', { after: 0, rank: 0 });
    expect(input.offer(hint(1, 1, [entry(1)]))).toBe(true);
    expect(input.offer(hint(3, 3, [entry(3)]))).toBe(false);
    expect(drain(input)).toEqual([1]);
    input.fill(entries(2, 3), true);
    expect(input.complete).toBe(true);
    expect(drain(input)).toEqual([2, 3]);
  });

  test('a doubled or late packet does not give an entry twice', () => {
    const input = new Input('s', { after: 0, rank: 0 });
    input.offer(hint(2, 2, entries(1, 2)));
    input.offer(hint(2, 2, entries(1, 2)));
    input.fill(entries(1, 2), true);
    expect(drain(input)).toEqual([1, 2]);
    input.offer(hint(1, 1, [entry(1)]));
    expect(drain(input)).toEqual([]);
  });

  test('a watermark that overtakes its entries does not let others pass them', () => {
    const input = new Input('s', { after: 0, rank: 0 });
    input.offer(hint(3, 9));
    expect(input.watermark).toBe(0);
    input.fill(entries(1, 2), false);
    expect(input.watermark).toBe(1);
    input.fill([entry(3)], true);
    expect(input.watermark).toBe(9);
  });

  test('an old watermark that arrives late does not take a newer one back', () => {
    const input = new Input('s', { after: 0, rank: 0 });
    input.offer(hint(2, 8, entries(1, 2)));
    input.offer(hint(1, 3));
    input.offer(hint(2, 5));
    expect(input.watermark).toBe(8);
  });

  test('a silent owner is not taken for one that has said all: a cold input is complete only once the store was read to its end', () => {
    const input = new Input('s', { after: 0, rank: 0 });
    input.cold = true;
    expect(input.complete).toBe(false);
    input.fill(entries(1, 4), false);
    expect(input.complete).toBe(false);
    input.fill([], true);
    expect(input.complete).toBe(true);
  });

  test('a flood does not fill the memory: past 1,024 entries the rest is left to the store', () => {
    const input = new Input('s', { after: 0, rank: 0 });
    expect(input.offer(hint(5_000, 5_000, entries(1, 5_000)))).toBe(false);
    expect([input.size, input.after, input.roomy]).toEqual([1_024, 1_024, false]);
    const seqs: number[] = [];
    while (input.after < 5_000) {
      while (!input.roomy) seqs.push(input.take()!.seq);
      input.fill(entries(input.after + 1, Math.min(5_000, input.after + 512)), false);
      expect(input.size).toBeLessThanOrEqual(1_024);
    }
    seqs.push(...drain(input));
    expect(seqs).toEqual(entries(1, 5_000).map(({ seq }) => seq));
    expect(input.watermark).toBe(5_000);
  });

  test('a follower that comes back goes on where it was', () => {
    const input = new Input('s', { after: 7, rank: 0, completeThrough: 6 });
    input.offer(hint(9, 9, entries(6, 9)));
    expect(drain(input)).toEqual([8, 9]);
  });
});
