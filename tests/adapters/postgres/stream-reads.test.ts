import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streamReads } from '../../../adapters/postgres/stream-reads.ts';
import { entry, unitMaker } from './actor-store.conformance.ts';
import { openFixture, type Fixture } from './fixture.ts';

const STREAMS: Readonly<Record<string, number>> = { 'signals.s1': 700, 'signals.s2': 40 };
const OWNER = 'strategy.s1';

describe('pages of streams that many ask for at once', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    const { store, epoch } = fixture;
    const { incarnation } = (await store.recover([{ address: OWNER, shard: 7, epoch }])).get(OWNER)!;
    const unit = unitMaker(OWNER, epoch, incarnation);
    const entries = Object.entries(STREAMS).flatMap(([stream, length]) =>
      Array.from({ length }, (_, index) => entry(stream, index + 1)),
    );
    await store.commit(unit({ entries }));
    // Retention has dropped the beginning of one.
    await fixture.source.query(`DELETE FROM stream_entries WHERE stream = 'signals.s2' AND seq <= 5`);
  });
  afterAll(() => fixture.close());

  /** Reads, and how many queries they cost. */
  const counted = () => {
    let queries = 0;
    const source = {
      query: (text: string, parameters: unknown[]) => {
        queries += 1;
        return fixture.source.query(text, parameters);
      },
    } as unknown as DataSource;
    return { read: streamReads(source), queries: () => queries };
  };

  test('are what each would have been given alone, whatever the others ask for', async () => {
    const question = fc.record({
      stream: fc.constantFrom(...Object.keys(STREAMS), 'signals.none'),
      after: fc.nat({ max: 720 }),
      limit: fc.integer({ min: 1, max: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 40 }), async (questions) => {
        const { read } = counted();
        const together = await Promise.all(questions.map(({ stream, after, limit }) => read(stream, after, limit)));
        for (const [index, { stream, after, limit }] of questions.entries()) {
          const first = stream === 'signals.s2' ? 6 : 1;
          const length = STREAMS[stream] ?? 0;
          const from = Math.max(first, after + 1);
          const seqs = Array.from({ length: Math.max(0, Math.min(limit, length - from + 1)) }, (_, at) => from + at);
          expect(together[index]!.map(({ seq }) => seq)).toEqual(seqs);
          expect(together[index]!.every((one) => one.stream === stream)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('are one query when they lie near each other, so a node that takes up hundreds of actors does not drown (SR2)', async () => {
    const { read, queries } = counted();
    const pages = await Promise.all(Array.from({ length: 60 }, (_, after) => read('signals.s1', after, 512)));
    expect(pages.map((page) => page.length)).toEqual(Array.from({ length: 60 }, () => 512));
    expect(queries()).toBe(1);
  });
});
