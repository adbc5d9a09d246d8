// Whoever subscribes, leaves and comes back, however that falls together with what is said: each entry that is theirs reaches
// them once, in order, or is in a snapshot that says so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { News } from '../../dashboard/socket/entry.ts';
import type { Feed, Say } from '../../dashboard/socket/feed.ts';
import { outbox, type Pipe } from '../../dashboard/socket/outbox.ts';
import { subscription, type Subscription } from '../../dashboard/socket/subscription.ts';
import { topic, type Topic } from '../../dashboard/socket/topic.ts';
import { virtualClock } from '../../runtime/clock.ts';

type Kind = 'local' | 'records' | 'accounts';
type Step =
  | { readonly kind: 'say'; readonly owners: readonly ('alice' | 'bob')[] }
  | { readonly kind: 'connect' | 'disconnect'; readonly client: 0 | 1 | 2 }
  | { readonly kind: 'wait'; readonly ticks: number }
  /** The server is started again: whatever it kept in memory is gone. */
  | { readonly kind: 'restart' };

interface Said extends News {
  readonly seq: number;
}

/** How a broken variant differs. */
interface Broken {
  readonly topic?: (topic: Topic) => Topic;
  readonly feed?: (feed: Feed) => Feed;
}

const KEPT = 6;
const ticks = async (count: number): Promise<void> => {
  for (let tick = 0; tick < count; tick++) await Promise.resolve();
};

const stepArb: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      owners: fc.array(fc.constantFrom('alice' as const, 'bob' as const), { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('connect' as const, 'disconnect' as const),
      client: fc.constantFrom(0 as const, 1 as const, 2 as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ticks: fc.integer({ min: 0, max: 12 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** A topic's world: what was said is durable, what the topic keeps is not. */
const world = (kind: Kind, delay: number, broken: Broken) => {
  const clock = virtualClock(0);
  const all: Said[] = [];
  let say: Say = () => {};
  let runs = 0;
  const count = new Map<string, number>();
  const feed = (): Feed => {
    const plain: Feed = {
      start: async (hear) => {
        say = hear;
        return kind === 'records' ? { seq: all.length } : {};
      },
      snapshot: async ({ caller }) => {
        const rows = all.filter(({ owner }) => owner === caller.user);
        await ticks(delay);
        return rows;
      },
      replay: async (since) => {
        const through = all.length;
        await ticks(delay);
        if (kind === 'records' && typeof since === 'number')
          return through - since > 3 * KEPT ? undefined : all.slice(since, through);
        if (kind === 'accounts' && typeof since === 'object')
          return all.slice(0, through).filter((one) => one.n! > (since[one.line!] ?? Infinity));
        return undefined;
      },
      stop: () => {},
    };
    return broken.feed?.(plain) ?? plain;
  };
  const open = (): Topic => {
    runs += 1;
    const opened = topic({
      ...{ name: 'fills', permission: 'trade:read', feed: feed(), clock, kept: KEPT },
      ...{ newStream: () => `run-${runs}`, onClose: () => {} },
    });
    return broken.topic?.(opened) ?? opened;
  };
  let now = open();
  return {
    clock,
    all,
    topic: () => now,
    restart: () => {
      now.close();
      now = open();
    },
    say: (owners: readonly string[]) => {
      const news = owners.map((owner): Said => {
        const n = (count.get(owner) ?? 0) + 1;
        count.set(owner, n);
        const seq = all.length + 1;
        const one = { seq, key: `k${seq}`, owner, line: owner, n, json: JSON.stringify({ was: seq }) };
        all.push(one);
        return one;
      });
      // Only records bring their own numbers.
      say(kind === 'records' ? news : news.map(({ seq: _, ...one }) => one));
    },
  };
};

interface Heard {
  /** Entries in the order that they came, by what was said. */
  readonly entries: number[];
  /** Rows of snapshots. */
  readonly covered: Set<number>;
  /** Entries that a snapshot before them had. */
  readonly again: number[];
}

/** A client that remembers what a real one would: its place, and the stream that it holds in. */
const visitor = (user: string, kind: Kind, home: ReturnType<typeof world>) => {
  const heard: Heard = { entries: [], covered: new Set(), again: [] };
  const caller: Caller = { user, roles: ['user'] };
  let place: { seq: number; stream: string } | undefined;
  let n: number | undefined;
  let opened: Subscription | undefined;
  const connect = (): void => {
    if (opened !== undefined) return;
    let isOpen = true;
    const pipe: Pipe = {
      send: (text) => {
        if (!isOpen) return;
        const message = JSON.parse(text) as Record<string, unknown>;
        if (message['op'] === 'subscribed')
          place = { seq: message['seq'] as number, stream: message['stream'] as string };
        if (message['op'] === 'snapshot') {
          for (const row of message['rows'] as { was: number }[]) heard.covered.add(row.was);
          n = undefined;
        }
        if (message['op'] === 'entry') {
          const { was } = message['data'] as { was: number };
          heard.entries.push(was);
          if (heard.covered.has(was)) heard.again.push(was);
          place = { seq: message['seq'] as number, stream: place?.stream ?? '' };
          n = message['n'] as number;
        }
      },
      buffered: () => 0,
      close: () => {},
    };
    const box = outbox(pipe, home.clock);
    const since = kind === 'accounts' ? (n === undefined ? undefined : { [user]: n }) : place?.seq;
    const one = subscription(
      { id: 's', ...(since !== undefined && { since }), ...(place !== undefined && { stream: place.stream }) },
      home.topic(),
      { asker: () => ({ caller, actor: undefined }), outbox: box },
    );
    opened = {
      ...one,
      end: () => {
        isOpen = false;
        one.end();
        box.close();
      },
    };
    void one.begin().catch(() => {});
  };
  return {
    heard,
    connect,
    disconnect: () => {
      opened?.end();
      opened = undefined;
    },
    isOpen: () => opened !== undefined,
  };
};

/** Runs a schedule; answers what is wrong with what the clients heard, or undefined. */
const faultOf = async (
  kind: Kind,
  delay: number,
  steps: readonly Step[],
  broken: Broken = {},
): Promise<string | undefined> => {
  const home = world(kind, delay, broken);
  const users = ['alice', 'bob', 'alice'] as const;
  const clients = users.map((user) => visitor(user, kind, home));
  for (const step of steps) {
    if (step.kind === 'say') home.say(step.owners);
    else if (step.kind === 'wait') await ticks(step.ticks);
    else if (step.kind === 'connect') clients[step.client]!.connect();
    else if (step.kind === 'disconnect') clients[step.client]!.disconnect();
    else {
      for (const client of clients) client.disconnect();
      home.restart();
    }
  }
  for (const client of clients) client.connect();
  await ticks(500);
  home.topic().close();
  for (const [index, { heard }] of clients.entries()) {
    const { entries, covered, again } = heard;
    if (again.length > 0) return `client ${index} heard again: ${again.join()}`;
    if (entries.some((was, at) => at > 0 && was <= entries[at - 1]!))
      return `client ${index} heard out of turn: ${entries.join()}`;
    const own = home.all.filter(({ owner }) => owner === users[index]).map(({ seq }) => seq);
    const missed = own.filter((was) => !entries.includes(was) && !covered.has(was));
    if (missed.length > 0) return `client ${index} missed ${missed.join()}`;
    if (entries.some((was) => !own.includes(was))) return `client ${index} heard what is not its own`;
  }
  return undefined;
};

const KINDS: readonly Kind[] = ['local', 'records', 'accounts'];
const schedules = fc.tuple(
  fc.constantFrom(...KINDS),
  fc.integer({ min: 0, max: 8 }),
  fc.array(stepArb, { maxLength: 40, size: 'max' }),
);

describe('a topic, whoever comes, goes and comes back', () => {
  it('reaches everybody with each entry once and in order, whatever the schedule', { timeout: 280_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(schedules, async ([kind, delay, steps]) => {
        expect(await faultOf(kind, delay, steps)).toBeUndefined();
      }),
      { numRuns: 10_000 },
    );
  });

  const found = async (broken: Broken): Promise<boolean> => {
    const run = await fc.check(
      fc.asyncProperty(
        schedules,
        async ([kind, delay, steps]) => (await faultOf(kind, delay, steps, broken)) === undefined,
      ),
      { numRuns: 5_000 },
    );
    return run.failed;
  };

  it.each<[string, Broken]>([
    [
      'forgets the first entry that was missed',
      { topic: (one) => ({ ...over(one), after: (seq) => one.after(seq)?.slice(1) }) },
    ],
    [
      'joins only after it has caught up',
      { topic: (one) => ({ ...over(one), join: (listener) => late(one, listener) }) },
    ],
    [
      'reads from its records one too many',
      {
        feed: (one) => ({
          ...one,
          replay: (since, asker) => one.replay!(typeof since === 'number' ? Math.max(0, since - 1) : since, asker),
        }),
      },
    ],
    ['takes a number of another run for its own', { topic: (one) => ({ ...over(one), stream: 'run' }) }],
  ])('is found out when it %s', async (_, broken) => {
    expect(await found(broken)).toBe(true);
  });
});

/** A topic as it is, but for what is put over it. */
const over = (one: Topic): Topic => ({
  ...{ name: one.name, permission: one.permission, feed: one.feed, ready: one.ready, seq: one.seq },
  ...{ after: one.after, join: one.join, close: one.close },
  get stream() {
    return one.stream;
  },
});

const late = (one: Topic, listener: Parameters<Topic['join']>[0]): (() => void) => {
  let leave = (): void => {};
  void ticks(6).then(() => (leave = one.join(listener)));
  return () => leave();
};
