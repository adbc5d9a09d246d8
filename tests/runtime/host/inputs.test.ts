import { describe, expect, test } from 'vitest';
import type { StreamEntry } from '../../../runtime/actor.ts';
import { Inputs } from '../../../runtime/host/inputs.ts';
import { StreamHub } from '../../../runtime/streams/hub.ts';
import { eventually } from '../../support/toy-actors.ts';

const entries = (stream: string, from: number, to: number): StreamEntry[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
    const seq = from + index;
    return { stream, seq, position: seq, time: seq * 1_000, payload: seq, correlationId: `${stream}#${seq}` };
  });

/** Inputs on a store that holds the given number of entries a stream, and answers when it is let. */
function scene(heads: Record<string, number>) {
  const hub = new StreamHub();
  const gates = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const reads: string[] = [];
  const hastes: string[] = [];
  const inputs = new Inputs(hub, {
    wake: (isUrgent = false) => void hastes.push(isUrgent ? 'at once' : 'in turn'),
    async read(stream, after, limit) {
      reads.push(stream);
      await gates.get(stream);
      return entries(stream, after + 1, Math.min(heads[stream] ?? 0, after + limit));
    },
    pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
    failed: (error) => failures.push(error),
  });
  const publish = (stream: string, from: number, to: number, watermark = to): void => {
    hub.publish({ stream, head: to, watermark, time: 0, entries: entries(stream, from, to) });
  };
  const taken: string[] = [];
  const take = (): string[] => {
    for (let next = inputs.next(); next !== undefined; next = inputs.next()) {
      taken.push(
        next.kind === 'entry' ? `${next.entry.stream}${next.entry.seq}` : `=${(next as { position: number }).position}`,
      );
    }
    return taken;
  };
  return { hub, inputs, heads, gates, failures, reads, hastes, publish, take };
}
const names = (stream: string, to: number): string[] => entries(stream, 1, to).map(({ seq }) => `${stream}${seq}`);

describe('inputs', () => {
  test('a stream whose owner is silent is read to its end all the same', async () => {
    const { inputs, take } = scene({ a: 1_200 });
    inputs.follow('a', { after: 0, rank: 0 });
    await eventually(() => take().length === 1_200);
    expect(take()).toEqual(names('a', 1_200));
  });

  test('a lost hint is made good by the next one and the store', async () => {
    const { inputs, take, publish, heads } = scene({ a: 1 });
    inputs.follow('a', { after: 0, rank: 0 });
    await eventually(() => take().length === 1);
    heads['a'] = 4;
    publish('a', 4, 4);
    expect(take()).toEqual(['a1']);
    await eventually(() => take().length === 4);
  });

  test('word of an entry that the store does not show yet is not taken for the end', async () => {
    const { inputs, take, hub, heads, reads } = scene({ a: 1 });
    hub.publish({ stream: 'a', head: 2, watermark: 2, time: 0, entries: [] });
    inputs.follow('a', { after: 0, rank: 0 });
    await eventually(() => reads.length > 3);
    expect(take()).toEqual(['a1']);
    heads['a'] = 2;
    await eventually(() => take().length === 2);
  });

  test('a flood is not lost while another stream is read slowly: what overflowed is read again once it is taken', async () => {
    const gate = Promise.withResolvers<void>();
    const { inputs, take, publish, gates } = scene({ a: 3_000, b: 3_000 });
    gates.set('b', gate.promise);
    publish('a', 1, 0, 0);
    publish('b', 1, 0, 0);
    inputs.follow('a', { after: 0, rank: 0, completeThrough: 0 });
    inputs.follow('b', { after: 0, rank: 1, completeThrough: 0 });
    publish('a', 1, 3_000);
    publish('b', 3_000, 3_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    take();
    gate.resolve();
    await eventually(() => take().length === 9_000);
    const seen = take();
    expect(seen.slice(0, 6)).toEqual(['a1', 'b1', '=1', 'a2', 'b2', '=2']);
    expect(seen.at(-1)).toBe('=3000');
  });

  test('a stream that overflowed goes on although the read of another never ends', async () => {
    const { inputs, take, publish, gates, heads } = scene({ a: 3_000, b: 1 });
    gates.set('b', new Promise(() => undefined));
    heads['a'] = 3_000;
    publish('a', 1, 0, 0);
    inputs.follow('a', { after: 0, rank: 0 });
    inputs.follow('b', { after: 0, rank: 1, pull: true });
    publish('a', 1, 3_000);
    await eventually(() => take().length === 3_000);
  });

  test('a stream no longer followed cannot bring the actor down, nor give it entries', async () => {
    const gate = Promise.withResolvers<void>();
    const { inputs, take, gates, failures, publish, hub } = scene({ a: 5 });
    gates.set('a', gate.promise);
    inputs.follow('a', { after: 0, rank: 0 });
    inputs.unfollow('a');
    gate.reject(new Error('too late to matter'));
    publish('a', 1, 5);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([take(), failures]).toEqual([[], []]);
    hub.disown('a');
    expect(hub.size).toBe(0);
  });

  test('a read that fails for good is not passed over in silence', async () => {
    const { inputs, gates, failures } = scene({ a: 5 });
    gates.set('a', Promise.reject(new Error('corrupt')));
    inputs.follow('a', { after: 0, rank: 0 });
    await eventually(() => failures.length === 1);
  });

  test('following a stream anew gives neither an entry twice nor leaves one out', async () => {
    const { inputs, take, publish } = scene({ a: 4 });
    publish('a', 1, 4);
    inputs.follow('a', { after: 0, rank: 0 });
    await eventually(() => take().length === 4);
    inputs.follow('a', { after: 2, rank: 0 });
    await eventually(() => take().length === 6);
    expect(take().slice(4)).toEqual(['a3', 'a4']);
  });

  test('a pulled stream gives no more than was asked for, and what was asked for as soon as it is there', async () => {
    const { inputs, take, publish, heads } = scene({ a: 2 });
    publish('a', 1, 2);
    inputs.follow('a', { after: 0, rank: 0, pull: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(take()).toEqual([]);
    for (let n = 0; n < 3; n += 1) inputs.pull('a');
    expect(take()).toEqual(['a1', 'a2']);
    heads['a'] = 4;
    publish('a', 3, 4);
    expect(take()).toEqual(['a1', 'a2', 'a3']);
  });

  test('an urgent stream has its own way out and asks for it at once, one entry a pull', () => {
    const { inputs, hastes, publish, take } = scene({ a: 0, u: 0 });
    inputs.follow('u', { after: 0, rank: 0, pull: true, urgent: true });
    inputs.follow('a', { after: 0, rank: 0, pull: true });
    inputs.pull('a');
    inputs.pull('u');
    hastes.length = 0;
    publish('a', 1, 1);
    publish('u', 1, 2);
    expect(hastes).toEqual(['in turn', 'at once']);
    expect(inputs.nextUrgent()).toMatchObject({ kind: 'entry', entry: { stream: 'u', seq: 1 } });
    expect(inputs.nextUrgent()).toBeUndefined();
    expect(take()).toEqual(['a1']);
  });
});
