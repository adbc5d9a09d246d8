// SR1. What many actors ask in one moment is one query: a node that takes up hundreds of actors must not send thousands.
// SR2. Pages of one stream that lie near each other are read as one: thousands of actors of a node that has died were at
//      slightly different bars of the same lane.
import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import type { Bar } from '../../actors/domain/bar.ts';
import type { StreamEntry } from '../../runtime/actor.ts';
import type { ActorStore } from '../../runtime/ports/actor-store.ts';
import { reachable } from './faults.ts';

/** Bounds what one answer may hold: so many questions, each for at most a page of entries or this many of one stream. */
const QUESTIONS_AT_ONCE = 64;
const ENTRIES_AT_ONCE = 2_048;
/** Of those that ask for bars most ask for the same. */
const ASKERS_AT_ONCE = 1_024;

interface Question {
  readonly stream: string;
  readonly after: number;
  readonly limit: number;
}

type Entries = readonly StreamEntry[];

/** Reads entries of streams, those asked for in one moment together. Rejects with StoreUnavailable. */
export function streamReads(source: DataSource): ActorStore['read'] {
  const loader = (maxBatchSize: number, read: Read) =>
    new DataLoader<Question, Entries>((asked) => answers(asked, read), {
      ...{ cache: false, maxBatchSize },
      batchScheduleFn: setImmediate, // SR1
    });
  const bars = loader(ASKERS_AT_ONCE, (questions) => readBars(source, questions));
  const others = loader(QUESTIONS_AT_ONCE, (questions) => readEntries(source, questions));
  return (stream, after, limit) => (stream.startsWith('bars.') ? bars : others).load({ stream, after, limit });
}

type Read = (questions: readonly Question[]) => Promise<readonly Entries[]>;

async function answers(asked: readonly Question[], read: Read): Promise<readonly Entries[]> {
  const ranges = rangesOf(asked);
  const found: Entries[] = [];
  for (let at = 0; at < ranges.length; at += QUESTIONS_AT_ONCE) {
    const some = ranges.slice(at, at + QUESTIONS_AT_ONCE);
    found.push(...(await reachable(() => read(some))));
  }
  const byRange = new Map(ranges.map((range, index) => [range, found[index]!]));
  return asked.map(({ stream, after, limit }) => {
    const range = ranges.find((one) => one.stream === stream && one.after <= after && after + limit <= endOf(one))!;
    const entries = byRange.get(range)!;
    // A stream has no gaps, but what was at its beginning may have been dropped.
    const from = entries.length === 0 ? 0 : Math.max(0, after + 1 - entries[0]!.seq);
    return from === 0 && entries.length <= limit ? entries : entries.slice(from, from + limit);
  });
}

const endOf = ({ after, limit }: Question): number => after + limit;

/** As few questions as may be that hold the answers to all of these (SR2). */
function rangesOf(asked: readonly Question[]): readonly Question[] {
  const ranges: Question[] = [];
  let last: Question | undefined;
  for (const question of asked.toSorted((a, b) =>
    a.stream < b.stream ? -1 : a.stream > b.stream ? 1 : a.after - b.after,
  )) {
    const end = Math.max(endOf(question), last === undefined ? 0 : endOf(last));
    if (last?.stream === question.stream && end - last.after <= Math.max(ENTRIES_AT_ONCE, question.limit)) {
      last = { ...last, limit: end - last.after };
      ranges[ranges.length - 1] = last;
    } else ranges.push((last = question));
  }
  return ranges;
}

async function readEntries(source: DataSource, questions: readonly Question[]): Promise<readonly Entries[]> {
  const rows = await source.query<(StreamEntry & { question: number })[]>(READ_ENTRIES, columns(questions));
  const found: StreamEntry[][] = questions.map(() => []);
  for (const { question, ...entry } of rows) found[question - 1]!.push(entry);
  return found;
}

interface BarEntryRow extends Bar {
  readonly question: number;
  readonly seq: number;
  readonly correlationId: string;
  readonly flags: readonly string[] | null;
}

async function readBars(source: DataSource, questions: readonly Question[]): Promise<readonly Entries[]> {
  const rows = await source.query<BarEntryRow[]>(READ_BARS, columns(questions));
  const found: StreamEntry[][] = questions.map(() => []);
  for (const { question, seq, correlationId, flags, ...bar } of rows) {
    found[question - 1]!.push({
      stream: questions[question - 1]!.stream,
      seq,
      position: seq,
      time: bar.closeTime,
      payload: flags === null ? bar : { ...bar, flags },
      correlationId,
    });
  }
  return found;
}

const columns = (questions: readonly Question[]): unknown[] => [
  questions.map(({ stream }) => stream),
  questions.map(({ after }) => after),
  questions.map(({ limit }) => limit),
];

const READ_ENTRIES = `
  SELECT q.question::float8 AS question, e.stream, e.seq::float8 AS seq, e.position::float8 AS position, to_epoch_ms(e.time) AS time, e.payload,
         e.correlation_id AS "correlationId"
    FROM unnest($1::text[], $2::bigint[], $3::integer[]) WITH ORDINALITY q(stream, after, most, question)
   CROSS JOIN LATERAL (SELECT * FROM stream_entries s WHERE s.stream = q.stream AND s.seq > q.after ORDER BY s.seq LIMIT q.most) e
   ORDER BY q.question, e.seq`;

const READ_BARS = `
  SELECT q.question::float8 AS question, b.seq::float8 AS seq, to_epoch_ms(b.open_time) AS "openTime", to_epoch_ms(b.close_time) AS "closeTime",
         b.open, b.high, b.low, b.close, b.volume, b.flags, b.correlation_id AS "correlationId"
    FROM unnest($1::text[], $2::bigint[], $3::integer[]) WITH ORDINALITY q(stream, after, most, question)
   CROSS JOIN LATERAL (SELECT * FROM bars s WHERE s.stream = q.stream AND s.seq > q.after ORDER BY s.seq LIMIT q.most) b
   ORDER BY q.question, b.seq`;
