// SR1. What many actors ask in one moment is one query: a node that takes up hundreds of actors must not send thousands.
// SR2. The same question asked by many is asked of the database once.
import DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import type { Bar } from '../../actors/domain/bar.ts';
import type { StreamEntry } from '../../runtime/actor.ts';
import type { ActorStore } from '../../runtime/ports/actor-store.ts';
import { reachable } from './faults.ts';

/** Bounds what one answer may hold: so many questions, each for at most a page of entries. */
const QUESTIONS_AT_ONCE = 64;

interface Question {
  readonly stream: string;
  readonly after: number;
  readonly limit: number;
}

type Entries = readonly StreamEntry[];

/** Reads entries of streams, those asked for in one moment together. Rejects with StoreUnavailable. */
export function streamReads(source: DataSource): ActorStore['read'] {
  const loader = (read: (questions: readonly Question[]) => Promise<readonly Entries[]>) =>
    new DataLoader<Question, Entries>((asked) => answers(asked, read), {
      cache: false,
      maxBatchSize: QUESTIONS_AT_ONCE,
      batchScheduleFn: setImmediate, // SR1
    });
  const bars = loader((questions) => readBars(source, questions));
  const others = loader((questions) => readEntries(source, questions));
  return (stream, after, limit) => (stream.startsWith('bars.') ? bars : others).load({ stream, after, limit });
}

async function answers(
  asked: readonly Question[],
  read: (questions: readonly Question[]) => Promise<readonly Entries[]>,
): Promise<readonly Entries[]> {
  const different = new Map(asked.map((question) => [textOf(question), question])); // SR2
  const found = await reachable(() => read([...different.values()]));
  const byText = new Map([...different.keys()].map((text, index) => [text, found[index]!]));
  return asked.map((question) => byText.get(textOf(question))!);
}

const textOf = ({ stream, after, limit }: Question): string => `${after} ${limit} ${stream}`;

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
