// Actors that know nothing of trading, each for one promise of the runtime.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';

/** Everything toy actors did, by address, across incarnations. */
export type Diary = Map<string, Message[]>;

const at = (position: number, correlationId = `#${position}`) => ({ position, time: position * 1_000, correlationId });

interface CounterState {
  total: number;
}

/** Journals what it is asked to add; `fail` throws, `slow` outlives the deadline, `double` replies twice. */
export const counter: ActorDefinition<{ by?: number }, CounterState> = {
  kind: 'counter',
  mailboxBound: 8,
  parseConfig(value) {
    const { by } = value as { by?: number };
    if (by !== undefined && !Number.isInteger(by)) throw new Error('by is not a whole number');
    return by === undefined ? {} : { by };
  },
  initial: () => ({ total: 0 }),
  receive(state, message, turn) {
    if (message.kind !== 'command') return;
    switch (message.command) {
      case 'add':
        turn.record('added', { by: message.params['by'] ?? 1 }, at(state.total));
        turn.perform('printer', state.total);
        return turn.reply(state.total);
      case 'fail':
        turn.record('added', { by: 1_000 }, at(state.total));
        turn.perform('printer', 'never');
        throw new Error('asked to fail');
      case 'save':
        return turn.checkpoint();
      case 'double':
        turn.reply('first');
        return turn.reply('second');
      case 'slow':
        turn.record('added', { by: 1_000 }, at(state.total));
        (message.params['pass'] as () => void)();
        return undefined;
      default:
        return turn.refuse('UNKNOWN_COMMAND', `a counter does not know ${message.command}`);
    }
  },
  apply: (state, _type, payload) => void (state.total += (payload as { by: number }).by),
  save: (state) => ({ ...state }),
  load: (_config, saved) => ({ ...(saved as CounterState) }),
  inspect: (state) => ({ ...state }),
};

interface SourceState {
  said: number;
}

/** Says the numbers 1 to `upTo` on the stream `numbers.<id>` when told to by the outcome of its own requests, a few a turn. */
export const source: ActorDefinition<{ upTo: number; aTurn: number }, SourceState> = {
  kind: 'source',
  parseConfig: (value) => value as { upTo: number; aTurn: number },
  initial: (config) => Object.assign({ said: 0 }, { config }),
  receive(state, message, turn) {
    const { config } = state as SourceState & { config: { upTo: number; aTurn: number } };
    const stream = turn.self.replace('source', 'numbers');
    if (message.kind === 'started') {
      if (state.said > 0) turn.advance(stream, state.said, state.said * 1_000);
      return turn.perform('ask', null);
    }
    if (message.kind !== 'performed' || state.said >= config.upTo) return;
    for (let n = 0; n < config.aTurn && state.said < config.upTo; n += 1) {
      state.said += 1;
      turn.append(stream, { ...at(state.said), payload: (state.said * 7_919) % 1_009 });
    }
    turn.advance(stream, state.said, state.said * 1_000);
    turn.perform('ask', null);
  },
  save: ({ said }) => ({ said }),
  load: (config, saved) => Object.assign({ said: (saved as SourceState).said }, { config }),
  inspect: ({ said }) => ({ said }),
};

interface TallyState {
  seqs: Record<string, number>;
  position: number;
  sum: number;
  /** What of the present position it has heard. */
  heard: number;
  streams: string[];
}

/** Sums what it hears on several streams, and says the sum on `sums.<id>` at every position where it is odd. */
export const tally: ActorDefinition<{ streams: string[] }, TallyState> = {
  kind: 'tally',
  parseConfig: (value) => value as { streams: string[] },
  initial: ({ streams }) => ({ seqs: {}, position: 0, sum: 0, heard: 0, streams }),
  receive(state, message, turn) {
    switch (message.kind) {
      case 'started':
        for (const [rank, stream] of state.streams.entries()) {
          turn.follow(stream, { after: state.seqs[stream] ?? 0, rank, completeThrough: state.position });
        }
        return;
      case 'entry':
        state.seqs[message.entry.stream] = message.entry.seq;
        state.sum = (state.sum * 31 + numberIn(message.entry.payload)) % 1_000_003;
        state.heard += 1;
        if (state.streams.length === 1) say(state, message.entry.position, turn);
        return;
      case 'position':
        return say(state, message.position, turn);
      default:
    }
  },
  save: (state) => ({ ...state }),
  load: (_config, saved) => structuredClone(saved as TallyState),
  inspect: ({ position, sum }) => ({ position, sum }),
};

const numberIn = (payload: unknown): number =>
  typeof payload === 'number' ? payload : (payload as { sum: number }).sum;

function say(state: TallyState, position: number, turn: Turn): void {
  const stream = turn.self.replace('tally', 'sums');
  state.position = position;
  if (state.sum % 2 === 1) turn.append(stream, { ...at(position), payload: { sum: state.sum, heard: state.heard } });
  turn.advance(stream, position, position * 1_000);
  state.heard = 0;
}

interface BooksState {
  after: number;
  total: number;
  from: string;
}

/** Pulls numbers one by one, journals each, and copies the running total to `books.<id>`. */
export const books: ActorDefinition<{ from: string }, BooksState> = {
  kind: 'books',
  parseConfig: (value) => value as { from: string },
  initial: ({ from }) => ({ after: 0, total: 0, from }),
  receive(state, message, turn) {
    if (message.kind === 'started') {
      turn.follow(state.from, { after: state.after, rank: 0, pull: true });
      return turn.pull(state.from);
    }
    if (message.kind !== 'entry') return;
    const { seq, position, payload } = message.entry;
    turn.record('booked', { seq, payload }, at(position));
    turn.append(turn.self, { ...at(position), payload: state.total });
    turn.pull(state.from);
  },
  apply(state, _type, payload) {
    const booked = payload as { seq: number; payload: number };
    state.after = booked.seq;
    state.total += booked.payload;
  },
  save: (state) => ({ ...state }),
  load: (_config, saved) => ({ ...(saved as BooksState) }),
  inspect: ({ after, total }) => ({ after, total }),
};

/** Writes all that it hears into a diary; its commands have it do what one turn may ask for. */
export const witness = (diary: Diary): ActorDefinition<{ watch?: string[]; pull?: string }, object> => ({
  kind: 'witness',
  parseConfig: (value) => value as { watch?: string[]; pull?: string },
  initial: (config) => ({ config }),
  receive(state, message, turn) {
    const { config } = state as { config: { watch?: string[]; pull?: string } };
    diary.set(turn.self, [...(diary.get(turn.self) ?? []), message]);
    if (message.kind === 'started') {
      for (const address of config.watch ?? []) turn.watch(address);
      if (config.pull !== undefined) turn.follow(config.pull, { after: 0, rank: 0, pull: true });
    }
    if (message.kind === 'command') obey(message, turn, config.pull);
  },
  save: () => ({}),
  load: (config) => ({ config }),
  inspect: () => ({}),
});

function obey(message: Extract<Message, { kind: 'command' }>, turn: Turn, pulled: string | undefined): void {
  const { params } = message;
  switch (message.command) {
    case 'tell':
      return turn.tell(params['to'] as string, params['body']);
    case 'perform':
      return turn.perform(params['port'] as string, params['request']);
    case 'timer':
      return turn.timer('alarm', params['delayMs'] as number, params['body']);
    case 'pull':
      return turn.pull(pulled!);
    case 'save':
      return turn.checkpoint();
    case 'halt':
      return undefined;
    case 'finish':
      turn.finish('had enough');
      return turn.reply('bye');
    case 'keep':
      return (params['keep'] as (turn: Turn) => void)(turn);
    case 'fail':
      throw new Error('asked to fail');
    default:
      return turn.refuse('UNKNOWN_COMMAND', `a witness does not know ${message.command}`);
  }
}

/** Waits for something that happens within a few turns of the event loop, or within two seconds. */
export async function eventually<Value>(look: () => Value | undefined | false, what = look.toString()): Promise<Value> {
  for (let waited = 0; waited < 2_000; waited += 2) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(2);
  }
  throw new Error(`it never came to pass: ${what}`);
}
