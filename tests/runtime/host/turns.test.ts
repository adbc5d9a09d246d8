import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../runtime/actor.ts';
import type { Turn } from '../../../runtime/turn.ts';
import { HeldStore, UnfencedStore } from '../../support/faulty-stores.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { eventually, witness } from '../../support/toy-actors.ts';
import { row, type ToyNode, type ToyNodeOptions, toyNode } from '../../support/toy-node.ts';

let node: ToyNode;
afterEach(() => node.close());

const up = async (options: ToyNodeOptions, ...rows: Parameters<typeof row>[]): Promise<ToyNode> => {
  node = await toyNode(options);
  await node.host.boot();
  await node.spawn(rows.map((one) => row(...one)));
  return node;
};
const call = (action: string, params: object = {}): Promise<unknown> => node.broker.call(action, params);
const heard = (address: string): string[] =>
  (node.diary.get(address) ?? []).map((message) => (message.kind === 'command' ? message.command : message.kind));
const isRunning = (address: string, restarts: number) => (): boolean => {
  const status = node.host.status(address);
  return status.lifecycle === 'running' && status.restarts === restarts;
};

describe('a turn', () => {
  test('that throws leaves no effect: nothing journaled, no I/O, and its caller is told', async () => {
    const store = new MemoryStore();
    const printed: unknown[] = [];
    await up({ store, ports: { printer: async (_actor, request) => printed.push(request) } }, ['counter.a']);
    await expect(call('counter.a.add', { by: 2 })).resolves.toBe(2);
    await expect(call('counter.a.fail')).rejects.toMatchObject({ type: 'ACTOR_CRASHED' });
    await eventually(isRunning('counter.a', 1));
    expect(store.events('counter.a').map(({ payload }) => payload)).toEqual([{ by: 2 }]);
    expect(printed).toEqual([2]);
    expect(node.host.status('counter.a').state).toEqual({ total: 2 });
  });

  test('that outlives its deadline is thrown away with its effects, and says so', async () => {
    let now = 0;
    const store = new MemoryStore();
    await up({ store, monotonic: () => now }, ['counter.a']);
    await expect(call('counter.a.slow', { pass: () => (now += 5_000) })).rejects.toMatchObject({
      type: 'ACTOR_CRASHED',
    });
    await eventually(isRunning('counter.a', 1));
    expect(store.events('counter.a')).toEqual([]);
    expect(node.host.status('counter.a').lastCause).toContain('a turn took 5000 ms');
  });

  test('is not heard of before it is durable: no reply and no I/O while its commit is under way', async () => {
    const store = new HeldStore();
    const printed: unknown[] = [];
    await up({ store, ports: { printer: async (_actor, request) => printed.push(request) } }, ['counter.a']);
    store.hold();
    let reply: unknown;
    const asked = call('counter.a.add').then((value) => (reply = value));
    await eventually(() => store.held === 1);
    await sleep(10);
    expect([reply, printed]).toEqual([undefined, []]);
    store.release();
    await asked;
    expect([reply, printed]).toEqual([1, [1]]);
  });

  test('cannot be used once it is over: another actor would be given its effects', async () => {
    await up({}, ['witness.a'], ['witness.b']);
    let kept: Turn | undefined;
    await call('witness.a.keep', { keep: (turn: Turn) => (kept = turn) });
    expect(() => kept!.tell('witness.b', 'late')).toThrow(expect.objectContaining({ type: 'TURN_OVER' }) as Error);
    expect(() => kept!.checkpoint()).toThrow(expect.objectContaining({ type: 'TURN_OVER' }) as Error);
  });
});

describe('a command', () => {
  test('that its actor does not answer does not leave its caller waiting', async () => {
    await up({}, ['counter.a']);
    await expect(call('counter.a.save')).resolves.toBeUndefined();
  });

  test('is answered once, whatever the actor says twice, and by itself when two have the same id', async () => {
    await up({}, ['counter.a']);
    await expect(call('counter.a.double')).resolves.toBe('first');
    const same = { commandId: 'again' };
    await expect(Promise.all([call('counter.a.add', same), call('counter.a.add', same)])).resolves.toEqual([1, 2]);
  });

  test('is refused with a type that survives the broker: full mailbox, unknown command, unknown actor, stopped actor', async () => {
    const store = new HeldStore();
    await up({ store }, ['counter.a']);
    await expect(call('counter.a.dance')).rejects.toMatchObject({ type: 'UNKNOWN_COMMAND' });
    await expect(call('counter.nobody.add')).rejects.toMatchObject({ type: 'ACTOR_NOT_HOSTED' });
    store.hold();
    const taken = [call('counter.a.add')];
    await eventually(() => store.held === 1);
    for (let n = 0; n < 8; n += 1) taken.push(call('counter.a.add'));
    await expect(call('counter.a.add')).rejects.toMatchObject({ type: 'MAILBOX_FULL' });
    expect(node.host.status('counter.a').mailbox).toMatchObject({ depth: 8, dropped: 1 });
    store.release();
    await expect(Promise.all(taken)).resolves.toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await call('counter.a.stop');
    await expect(call('counter.a.add')).rejects.toMatchObject({ type: 'ACTOR_NOT_RUNNING' });
  });

  test('to halt is neither refused by a full mailbox nor kept waiting behind it', async () => {
    const store = new HeldStore();
    node = await toyNode({ store });
    const diary = node.diary;
    await node.close();
    await up({ store, kinds: [{ ...witness(diary), mailboxBound: 2 }] }, ['witness.a']);
    store.hold();
    const saved = call('witness.a.save');
    await eventually(() => store.held === 1);
    const waiting = [
      call('witness.a.keep', { keep: () => undefined }),
      call('witness.a.keep', { keep: () => undefined }),
    ];
    await expect(call('witness.a.save')).rejects.toMatchObject({ type: 'MAILBOX_FULL' });
    const halted = call('witness.a.halt');
    store.release();
    await Promise.all([saved, halted, ...waiting]);
    expect(diary.get('witness.a')!.flatMap((m) => (m.kind === 'command' ? [m.command] : []))).toEqual([
      'save',
      'halt',
      'keep',
      'keep',
    ]);
  });
});

describe('an urgent command', () => {
  test('does not wait until fifty other actors had their turns', async () => {
    const turns: string[] = [];
    const names = Array.from({ length: 50 }, (_, n) => `counter.${n}`);
    const rows = [...names, 'witness.z'].map((address): [string] => [address]);
    await up({ beforeTurn: (address, message) => message.kind === 'command' && turns.push(address) }, ...rows);
    await eventually(() => heard('witness.z').length === 1);
    const asked = names.map((name) => call(`${name}.save`));
    asked.push(call('witness.z.save'), call('witness.z.halt'));
    await Promise.all(asked);
    expect(turns.slice(0, 2)).toEqual(['witness.z', 'counter.0']);
  });
});

describe('what an actor asked for', () => {
  test('comes back although its mailbox is full: it would wait for ever', async () => {
    const store = new HeldStore();
    const diary = new Map<string, Message[]>();
    const answer = Promise.withResolvers<unknown>();
    const kinds = [{ ...witness(diary), mailboxBound: 2 }];
    await up({ store, kinds, ports: { oracle: () => answer.promise } }, ['witness.a']);
    await call('witness.a.perform', { port: 'oracle' });
    store.hold();
    const saved = call('witness.a.save');
    await eventually(() => store.held === 1);
    const waiting = [call('witness.a.save'), call('witness.a.save')];
    await expect(call('witness.a.save')).rejects.toMatchObject({ type: 'MAILBOX_FULL' });
    answer.resolve(42);
    await sleep(5);
    store.release();
    await Promise.all([saved, ...waiting]);
    const performed = await eventually(() => diary.get('witness.a')!.find(({ kind }) => kind === 'performed'));
    expect(performed).toMatchObject({ port: 'oracle', result: { ok: true, value: 42 } });
  });

  test('before it died does not reach its successor: neither outcomes nor timers', async () => {
    const answer = Promise.withResolvers<unknown>();
    await up({ ports: { oracle: () => answer.promise } }, ['witness.a']);
    await call('witness.a.perform', { port: 'oracle' });
    await call('witness.a.timer', { delayMs: 30 });
    await expect(call('witness.a.fail')).rejects.toMatchObject({ type: 'ACTOR_CRASHED' });
    await eventually(isRunning('witness.a', 1));
    answer.resolve('late');
    await sleep(60);
    expect(heard('witness.a')).toEqual(['started', 'perform', 'timer', 'fail', 'started']);
  });

  test('and failed, even by throwing at once or at an unknown port, is told as a failure', async () => {
    const failing = () => {
      throw Object.assign(new Error('no ink'), { type: 'INK' });
    };
    await up({ ports: { printer: failing } }, ['witness.a']);
    await call('witness.a.perform', { port: 'printer' });
    await call('witness.a.perform', { port: 'nowhere' });
    await eventually(() => heard('witness.a').filter((kind) => kind === 'performed').length === 2);
    const results = node.diary
      .get('witness.a')!
      .flatMap((message) => (message.kind === 'performed' ? [message.result] : []));
    expect(results).toMatchObject([
      { ok: false, type: 'INK', message: 'no ink' },
      { ok: false, type: 'UNKNOWN_PORT' },
    ]);
  });
});

describe('an incarnation that was killed with a commit under way', () => {
  const printed: unknown[] = [];
  const lateCommit = async (store: HeldStore): Promise<readonly unknown[]> => {
    const ports = { printer: async (_actor: string, request: unknown) => printed.push(request) };
    await up({ store, ports, policies: { counter: { shutdownMs: 20 } } }, ['counter.a']);
    store.hold();
    const asked = call('counter.a.add', { by: 7 }).catch((error: unknown) => error);
    await eventually(() => store.held === 1);
    await call('counter.a.stop');
    expect(await asked).toMatchObject({ type: 'ACTOR_KILLED' });
    expect(node.host.status('counter.a').lastCause).toContain('killed');
    await node.host.start('counter.a');
    store.release();
    await sleep(10);
    return store.events('counter.a').map(({ payload }) => payload);
  };

  test('cannot write behind the back of its successor', async () => {
    expect(await lateCommit(new HeldStore())).toEqual([]);
    await expect(call('counter.a.add', { by: 1 })).resolves.toBe(1);
  });

  test('control: without the fence its late commit lands, and its successor knows nothing of it', async () => {
    expect(await lateCommit(new UnfencedStore())).toEqual([{ by: 7 }]);
    expect(node.host.status('counter.a').state).toEqual({ total: 0 });
  });

  test('does no I/O any more, even when its commit lands after all', async () => {
    printed.length = 0;
    expect((await lateCommit(new UnfencedStore())).length).toBe(1);
    expect(printed).toEqual([]);
  });
});
