// B1. What changes an account's book (submit, advance, restore) goes to the venue one after the other, in the order it was
//     asked, so concurrent connections cannot make the venue see two orders the other way round than the journal.
// B2. An unanswered submit, cancel or query is the caller's to settle: it may stand for money, so it is reported, never repeated.
// B3. advance and restore are repeated until they are answered: the venue answers a repetition with the same, and an account
//     whose market does not move can do nothing else meanwhile. A refusal is not repeated.
import { setTimeout as sleep } from 'node:timers/promises';
import type { VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { BrokerPort, MatchedThrough, VenueHoldings } from '../../../actors/ports/broker.ts';
import { ActorError, errorMessage, errorType } from '../../../runtime/errors.ts';
import { exchangeWith } from './exchange.ts';
import type { z } from 'zod';
import { answerSchema, holdingsSchema, matchedSchema, refusalSchema, type RequestName } from './protocol.ts';

export interface RemoteBrokerOptions {
  /** `http://host:port` of the venue. */
  readonly url: string;
  readonly venue?: string;
  /** Who asks, for the venue's log (`x-troupe-node`, `x-troupe-epoch`); `account` is undefined for cancel and query. */
  readonly headers?: (account: string | undefined) => Readonly<Record<string, string>>;
  /** How long an answer is waited for. */
  readonly timeoutMs?: number;
  /** Pause between two attempts of what is repeated (B3). */
  readonly retryMs?: number;
  /** Most connections at a time. */
  readonly connections?: number;
}

export interface RemoteBroker extends BrokerPort {
  readonly holdings: VenueHoldings;
  /** Ends all that is under way with VENUE_TIMEOUT or VENUE_UNAVAILABLE; nothing is sent any more. */
  close(): void;
}

type Events = readonly VenueEvent[] | undefined;

/** A simulated venue in another process (protocol.ts). Errors: VENUE_TIMEOUT, VENUE_UNAVAILABLE, VENUE_REJECTED, VENUE_ANSWER_INVALID. */
export function remoteBroker(options: RemoteBrokerOptions): RemoteBroker {
  const { url, venue = 'remote', headers = () => ({}), timeoutMs = 2_000, retryMs = 250, connections = 64 } = options;
  const exchange = exchangeWith(url, { timeoutMs, connections });
  const closing = new AbortController();
  const lastOf = new Map<string, Promise<unknown>>();

  async function ask(name: RequestName, body: unknown, account?: string): Promise<Events> {
    return (await answerOf(answerSchema, name, body, account)).events ?? undefined;
  }

  async function answerOf<Answer>(
    schema: z.ZodType<Answer>,
    name: RequestName,
    body: unknown,
    account?: string,
  ): Promise<Answer> {
    if (closing.signal.aborted)
      throw new ActorError('VENUE_UNAVAILABLE', `${name} was not sent: the connection to ${url} is closed`, { url });
    const { status, body: text } = await exchange.post(name, body, headers(account));
    if (status === 200) return parsed(schema, name, text);
    const refusal = refusalSchema.safeParse(jsonOf(text));
    if (status >= 400 && status < 500 && refusal.success)
      throw new ActorError('VENUE_REJECTED', refusal.data.message, { url, name, type: refusal.data.type });
    throw new ActorError('VENUE_TIMEOUT', `the venue ${url} answered ${name} with HTTP ${status}`, { url, status });
  }

  function parsed<Answer>(schema: z.ZodType<Answer>, name: RequestName, text: string): Answer {
    const answer = schema.safeParse(jsonOf(text));
    if (answer.success) return answer.data;
    const issue = answer.error.issues[0]!;
    const message = `the venue ${url} answered ${name} with ${issue.path.join('.') || 'its body'}: ${issue.message}`;
    throw new ActorError('VENUE_ANSWER_INVALID', message, { url, name });
  }

  /** B1. */
  function inTurn<Answer>(account: string, perform: () => Promise<Answer>): Promise<Answer> {
    const mine = (lastOf.get(account) ?? Promise.resolve()).then(perform, perform);
    lastOf.set(account, mine);
    const leave = (): void => {
      if (lastOf.get(account) === mine) lastOf.delete(account);
    };
    mine.then(leave, leave);
    return mine;
  }

  /** B3. */
  async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const type = errorType(error);
        if (closing.signal.aborted || (type !== 'VENUE_TIMEOUT' && type !== 'VENUE_UNAVAILABLE')) throw error;
      }
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  return {
    venue,
    simulated: true,
    submit: async (order) =>
      (await inTurn(order.account, () => ask('submit', { order }, order.account))) ?? nothing('submit'),
    cancel: async (clientOrderId, { position, time }) =>
      (await ask('cancel', { clientOrderId, position, time })) ?? nothing('cancel'),
    query: (clientOrderId) => ask('query', { clientOrderId }),
    async advance({ account, lane, position, bar, funds }) {
      const body = { account, lane, position, bar, funds };
      const events = await inTurn(account, () => untilAnswered(() => ask('advance', body, account)));
      return events ?? nothing('advance');
    },
    async restore(account, orders): Promise<MatchedThrough> {
      const restored = () => answerOf(matchedSchema, 'restore', { account, orders }, account);
      return (await inTurn(account, () => untilAnswered(restored))).matched;
    },
    holdings: async (account) => (await answerOf(holdingsSchema, 'holdings', { account }, account)).holdings,
    close() {
      closing.abort();
      exchange.close();
    },
  };
}

function nothing(name: RequestName): never {
  throw new ActorError('VENUE_ANSWER_INVALID', `the venue answered ${name} without events`, { name });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return errorMessage(error);
  }
}
