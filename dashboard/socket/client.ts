// C1. What a client says is one at a time: its subscriptions begin in the order they were asked for.
// C2. A client that says too much, or what nobody can read again and again, is closed; what it may do is bounded.
import type { RawData } from 'ws';
import { type Caller, may } from '../../actors/domain/people/caller.ts';
import type { WallClock } from '../face.ts';
import { DashboardError, problemOf } from '../problem.ts';
import type { Asker } from './entry.ts';
import { CLOSED, type ClientMessage, clientMessage } from './message.ts';
import { outbox, type OutboxBounds, type Pipe } from './outbox.ts';
import { subscription, type Subscription } from './subscription.ts';
import type { TopicHub } from './topic-hub.ts';

export interface ClientDeps {
  readonly pipe: Pipe;
  readonly hub: Pick<TopicHub, 'open'>;
  readonly clock: WallClock;
  readonly caller: Caller;
  /** Address of the one actor that it is about; undefined: all that the caller may see. */
  readonly actor: string | undefined;
  readonly heartbeatMs: number;
  readonly bounds?: OutboxBounds;
}

/** One open socket. */
export interface Client {
  readonly caller: Caller;
  hear(data: RawData, isBinary: boolean): void;
  subscribe(wanted: Extract<ClientMessage, { op: 'subscribe' }>): void;
  subscriptions(): number;
  dropped(): number;
  /** It is gone: whatever it had subscribed ends. */
  end(): void;
}

const MOST_SUBSCRIPTIONS = 50;
/** Messages in a window of so long. */
const MOST_SAID = 200;
const WINDOW_MS = 10_000;

export const client = (deps: ClientDeps): Client => {
  const { pipe, hub, clock, caller, actor } = deps;
  const box = outbox(pipe, clock, deps.bounds);
  const open = new Map<string, Subscription>();
  let before: Promise<void> = Promise.resolve();
  let waiting = 0;
  let said = 0;
  let windowEndsAt = 0;
  let ended = false;
  const asker = (): Asker => ({ caller, actor });

  const refuse = (id: string | null, code: string, detail: string): void => box.say({ op: 'error', id, code, detail });

  const begin = async ({ id, topic: name, since, stream }: Extract<ClientMessage, { op: 'subscribe' }>) => {
    if (open.has(id)) throw new DashboardError('SUBSCRIPTION_TAKEN', `There is a subscription ${id} already.`);
    if (open.size >= MOST_SUBSCRIPTIONS)
      throw new DashboardError('TOO_MANY_SUBSCRIPTIONS', `A socket has at most ${MOST_SUBSCRIPTIONS} subscriptions.`);
    const topic = await hub.open(name, asker());
    if (!may(caller, topic.permission))
      throw new DashboardError('FORBIDDEN', `You may not hear ${name}: that needs ${topic.permission}.`);
    const wanted = { id, ...(since !== undefined && { since }), ...(stream !== undefined && { stream }) };
    const opened = subscription(wanted, topic, { asker, outbox: box });
    open.set(id, opened);
    try {
      await opened.begin();
    } catch (error) {
      opened.end();
      open.delete(id);
      throw error;
    }
  };

  const subscribe = (wanted: Extract<ClientMessage, { op: 'subscribe' }>): void => {
    waiting += 1;
    before = before
      .then(async () => {
        if (!ended) await begin(wanted); // C1
      })
      .catch((error: unknown) => {
        const { code, detail } = problemOf(error);
        refuse(wanted.id, code, detail);
      })
      .finally(() => (waiting -= 1));
  };

  const unsubscribe = (id: string): void => {
    before = before.then(() => {
      open.get(id)?.end();
      open.delete(id);
      box.say({ op: 'unsubscribed', id });
    });
  };

  const obey = (message: ClientMessage): void => {
    switch (message.op) {
      case 'subscribe':
        return subscribe(message);
      case 'unsubscribe':
        return unsubscribe(message.id);
      case 'ping':
        return box.say({ op: 'pong', at: message.at ?? null, seqs: seqsOf(open) });
    }
  };

  const isTooMuch = (): boolean => {
    if (clock.now() >= windowEndsAt) [said, windowEndsAt] = [0, clock.now() + WINDOW_MS];
    said += 1;
    return said > MOST_SAID || waiting > MOST_SUBSCRIPTIONS;
  };

  box.say({ op: 'welcome', user: caller.user, heartbeatMs: deps.heartbeatMs });
  return {
    caller,
    subscribe,
    hear: (data, isBinary) => {
      if (ended) return;
      if (isTooMuch()) return pipe.close(CLOSED.tooMuch, 'too many messages'); // C2
      const parsed = isBinary ? undefined : messageIn(data);
      if (parsed === undefined) return refuse(null, 'MALFORMED_MESSAGE', 'A message is one JSON object as text.');
      const read = clientMessage.safeParse(parsed.value);
      if (read.success) return obey(read.data);
      const [issue] = read.error.issues;
      refuse(idIn(parsed.value), 'INVALID_INPUT', `${issue?.path.join('.') || 'message'}: ${issue?.message ?? ''}`);
    },
    subscriptions: () => open.size,
    dropped: () => box.dropped(),
    end: () => {
      ended = true;
      box.close();
      for (const one of open.values()) one.end();
      open.clear();
    },
  };
};

const messageIn = (data: RawData): { readonly value: unknown } | undefined => {
  try {
    // A text arrives in one buffer.
    return { value: JSON.parse((data as Buffer).toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
};

const idIn = (value: unknown): string | null => {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? id.slice(0, 100) : null;
};

const seqsOf = (open: ReadonlyMap<string, Subscription>): Readonly<Record<string, number>> =>
  Object.fromEntries([...open].map(([id, one]) => [id, one.seq()]));
