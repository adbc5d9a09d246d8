// M1. Every entry is a function of the rows before it alone, never of batches, times of arrival or restarts, so a replay
//     from any snapshot appends the same entries under the same numbers.
// M2. Rows are taken in order without a gap; the next batch is asked for once the last one is committed.
// M3. Corrupt input ends the reading until `reset`; a source out of reach is asked again, ever less often.
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { Turn } from '../../runtime/turn.ts';
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../domain/bar.ts';
import type { FeedBatch, FeedRequest, FeedRow } from '../ports/market-feed.ts';
import { barsStream } from '../protocol.ts';
import { aggregate } from './aggregation.ts';
import { type FeedSource, type MarketDataConfig, parseMarketDataConfig } from './config.ts';
import { describeMarketData } from './market-data.view.ts';
import { type MarketDataProgress, type MarketDataState, startOfProgress, stateOf, type StreamHead } from './state.ts';
import type { FlaggedBar } from './language.ts';
import { validate } from './validation.ts';

const NOTICES_KEPT = 20;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Failures that asking again cannot mend. */
const LASTING = new Set(['FEED_CORRUPT', 'FEED_MISCONFIGURED']);

/** One instrument's bars from one source: validated, aggregated, published as durable streams. */
export const marketDataActor = (): ActorDefinition<MarketDataConfig, MarketDataState> => ({
  kind: 'market-data',
  parseConfig: parseMarketDataConfig,
  initial: (config) => stateOf(config, startOfProgress(config)),
  receive,
  save: ({ nextRow, paused, heads, validation, aggregation, lastBar, notices }): MarketDataProgress =>
    structuredClone({ nextRow, paused, heads, validation, aggregation, lastBar, notices }),
  load: (config, saved) => stateOf(config, structuredClone(saved as MarketDataProgress)),
  inspect: describeMarketData,
});

function receive(state: MarketDataState, message: Message, turn: Turn): void {
  switch (message.kind) {
    case 'started':
      for (const head of state.heads) if (head.seq > 0) announce(state, head, turn);
      return ask(state, turn);
    case 'performed':
      if (message.port !== 'feed') return;
      state.asking = false;
      if (state.stopped) return;
      if (!message.result.ok) return fail(state, message.result, turn);
      return take(state, message.result.value as FeedBatch, turn);
    case 'timer':
      if (message.name !== 'retry' || state.feed !== 'retrying') return;
      state.feed = 'reading';
      return ask(state, turn);
    case 'command':
      return command(state, message.command, turn);
    default:
  }
}

function command(state: MarketDataState, name: string, turn: Turn): void {
  switch (name) {
    case 'inspect':
      break;
    case 'pause':
      state.paused = true;
      turn.checkpoint();
      break;
    case 'resume':
      if (state.feed === 'failed') {
        const why = state.failure?.message ?? '';
        return turn.refuse('FEED_FAILED', `the feed has failed; correct it, then reset this actor: ${why}`);
      }
      state.paused = false;
      state.stopped = false;
      turn.checkpoint();
      goOn(state, turn);
      break;
    case 'reset':
      // Forgets a failure, and looks for rows that were added to a source that had ended.
      turn.cancelTimer('retry');
      state.feed = 'reading';
      state.failure = null;
      state.attempts = 0;
      goOn(state, turn);
      break;
    case 'stop':
      // Not kept: whether an actor is to run is written in the registry, not in its state.
      turn.cancelTimer('retry');
      state.stopped = true;
      break;
    default:
      return turn.refuse('COMMAND_UNKNOWN', `market-data knows inspect, pause, resume, reset and stop, not ${name}`);
  }
  turn.reply(describeMarketData(state));
}

const goOn = (state: MarketDataState, turn: Turn): void => {
  const { held } = state;
  if (held === null || state.paused || state.stopped) return ask(state, turn);
  state.held = null;
  take(state, held, turn);
};

const ask = (state: MarketDataState, turn: Turn): void => {
  if (state.paused || state.stopped || state.asking || state.feed !== 'reading') return;
  state.asking = true;
  const { feed, symbolToken, timeframe, batch } = state.config;
  turn.perform('feed', {
    source: feed,
    symbolToken,
    timeframe,
    from: state.nextRow,
    batch,
  } satisfies FeedRequest<FeedSource>);
};

const take = (state: MarketDataState, batch: FeedBatch, turn: Turn): void => {
  if (state.paused) {
    state.held = batch;
    return;
  }
  state.attempts = 0;
  state.failure = null;
  const before = state.heads.map(({ seq }) => seq);
  for (const row of batch.rows) takeRow(state, row, turn);
  for (const [index, head] of state.heads.entries()) if (head.seq !== before[index]) announce(state, head, turn);
  // Its successor goes on from here: made again from an old snapshot, the rows between would come at the feed's pace.
  if (batch.rows.length > 0) turn.checkpoint();
  if (batch.done) state.feed = 'complete';
  ask(state, turn);
};

const takeRow = (state: MarketDataState, { row, bar }: FeedRow, turn: Turn): void => {
  if (row !== state.nextRow) {
    throw new ActorError('FEED_OUT_OF_STEP', `the feed gave row ${row} where row ${state.nextRow} was due`, { row });
  }
  state.nextRow++;
  const verdict = validate(state.validation, bar, TIMEFRAME_MS[state.config.timeframe]);
  if (verdict.kind === 'rejected') return notice(state, row, bar, `${verdict.reason}: ${verdict.detail}`);
  const { flags, detail } = verdict;
  if (detail !== undefined) notice(state, row, bar, `${flags.join(', ')}: ${detail}`);
  state.lastBar = bar;
  publish(state, state.config.timeframe, flags.length > 0 ? { ...bar, flags } : bar, turn);
  for (const { timeframe, bar: whole } of aggregate(state.aggregation, bar)) publish(state, timeframe, whole, turn);
};

const publish = (state: MarketDataState, timeframe: Timeframe, payload: FlaggedBar, turn: Turn): void => {
  const { symbolToken } = state.config;
  const head = state.heads.find((candidate) => candidate.timeframe === timeframe)!;
  head.seq++;
  head.time = payload.closeTime;
  const correlationId = `${symbolToken}.${timeframe}#${head.seq}`;
  turn.append(barsStream(symbolToken, timeframe), { position: head.seq, time: head.time, payload, correlationId });
};

const announce = ({ config }: MarketDataState, { timeframe, seq, time }: StreamHead, turn: Turn): void =>
  turn.advance(barsStream(config.symbolToken, timeframe), seq, time);

const notice = (state: MarketDataState, row: number, bar: Bar, what: string): void => {
  state.notices.push({ row, time: bar.openTime, what });
  if (state.notices.length > NOTICES_KEPT) state.notices.shift();
};

const fail = (state: MarketDataState, failure: { type: string; message: string }, turn: Turn): void => {
  state.failure = { type: failure.type, message: failure.message };
  if (LASTING.has(failure.type)) {
    state.feed = 'failed';
    return;
  }
  state.feed = 'retrying';
  turn.timer('retry', Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** state.attempts));
  state.attempts++;
};
