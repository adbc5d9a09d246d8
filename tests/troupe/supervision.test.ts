// The risk supervisor and the accounts of a whole troupe in one process, with crashes in the middle of everything.
import { beforeAll, describe, expect, test } from 'vitest';
import type { AccountEvent } from '../../actors/domain/account-event.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { seededRandom } from '../../runtime/random.ts';
import { seededFaults } from '../../adapters/brokers/paper/venue-faults.ts';
import { faultsOf } from '../support/invariants.ts';
import { TIRELESS, TroupeInMemory, type Cast, type TroupeOptions } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';

const SEEDS = [1, 2, 3, 4, 5];
const BARS = 150;
const MONITORS = ['risk-monitor.one', 'risk-monitor.two'];

let cast: Cast;
beforeAll(async () => {
  cast = await busyCast(BARS);
});

/** What is asked of the supervisor when the market has come to a bar; asked again while it is down, as a person would. */
interface Wish {
  readonly bar: number;
  readonly command: string;
  readonly scope: string;
}

interface Show {
  readonly troupe: TroupeInMemory;
  readonly replies: unknown[];
  /** Plays to the end, and on until this holds, whatever dies meanwhile; false when it never does. */
  end(holds?: () => boolean): Promise<boolean>;
}

async function started(
  wishes: readonly Wish[],
  options: TroupeOptions & { readonly dies?: () => boolean } = {},
): Promise<Show> {
  const { beforeTurn, dies, ...rest } = options;
  const left = [...wishes];
  const replies: unknown[] = [];
  const troupe: TroupeInMemory = new TroupeInMemory(cast, {
    ...{ supervised: {}, snapshotEvery: 20, ...rest },
    beforeTurn: (actor, message, turn) => {
      const isBar = actor === 'subscription.other' && message.kind === 'position';
      if (isBar && left[0] !== undefined && message.position >= left[0].bar) {
        const { command, scope } = left.shift()!;
        ask(command, scope);
      }
      beforeTurn?.(actor, message, turn);
      if (dies?.() === true) troupe.kill();
    },
  });
  const ask = (command: string, scope: string): void => {
    const told = { scope, reason: 'storm', commandId: `${command} ${replies.length}` };
    troupe.host.act(RISK_SUPERVISOR, command, told, 'ann').then(
      (reply) => replies.push(reply),
      (error: unknown) => {
        const { type } = error as { readonly type?: string };
        if (type === 'NOT_RESTRICTED') replies.push(type);
        else left.unshift({ bar: 0, command, scope });
      },
    );
  };
  await troupe.open();
  const untilAlive = async (until?: () => boolean): Promise<boolean> => {
    for (;;) {
      const isDone = await troupe.run(until);
      if (!troupe.isDead) return isDone;
      await troupe.open();
    }
  };
  return {
    ...{ troupe, replies },
    end: async (holds) => (await untilAlive()) && (holds === undefined || (await untilAlive(holds))),
  };
}

const control = (troupe: TroupeInMemory, seq: number): RiskSupervisorStateView['controls'][number] | undefined => {
  const { state } = troupe.status(RISK_SUPERVISOR);
  return (state as unknown as Partial<RiskSupervisorStateView>).controls?.find((one) => one.seq === seq);
};

const isConfirmed = (troupe: TroupeInMemory, seq: number) => (): boolean =>
  (control(troupe, seq)?.confirmedAt ?? null) !== null;
const isFlat = (troupe: TroupeInMemory, seq: number) => (): boolean => (control(troupe, seq)?.flatAt ?? null) !== null;

const eventsOf = (troupe: TroupeInMemory, monitor: string): AccountEvent[] =>
  troupe.store.events(monitor).map(({ payload }) => payload as AccountEvent);

/** Entries that an account let in while it was HALTED as a whole, by the order of its own journal. */
const slipped = (troupe: TroupeInMemory): string[] =>
  MONITORS.flatMap((monitor) => {
    const halted = new Set<string>();
    return eventsOf(troupe, monitor).flatMap((event) => {
      if (event.type === 'control.taken' && event.control.kind === 'restrict') {
        if (event.control.state === 'HALTED') halted.add(event.control.scope);
        else halted.delete(event.control.scope);
      }
      const isEntry = event.type === 'order.initialized' && !event.order.reduceOnly;
      return isEntry && halted.has('platform') ? [`${monitor} let ${event.order.clientOrderId} in`] : [];
    });
  });

const heldBy = (troupe: TroupeInMemory): string[] =>
  MONITORS.flatMap((monitor) =>
    (troupe.status(monitor).state as { actors: { quantity: string }[] }).actors.map(({ quantity }) => quantity),
  );

const halt = { command: 'halt', scope: 'platform' };

describe('a halt of the platform', () => {
  test('is confirmed by every account, and nothing is opened after it until it is reset', async () => {
    const show = await started([
      { bar: 40, ...halt },
      { bar: 90, command: 'reset', scope: 'platform' },
    ]);
    const { troupe } = show;
    expect(await show.end(isConfirmed(troupe, 2))).toBe(true);
    expect(show.replies).toEqual([{ control: 1 }, { control: 2 }]);
    expect(control(troupe, 1)).toMatchObject({ affected: 2, unconfirmedCount: 0 });
    expect(control(troupe, 1)!.confirmedAt).not.toBeNull();
    expect(slipped(troupe)).toEqual([]);
    const events = eventsOf(troupe, 'risk-monitor.one');
    const [halted, reset] = [1, 2].map((seq) =>
      events.findIndex((one) => one.type === 'control.taken' && one.seq === seq),
    );
    const isDenied = (event: AccountEvent): boolean => event.type === 'order.denied';
    const isOrdered = (event: AccountEvent): boolean => event.type === 'order.initialized';
    expect(events.slice(halted, reset).some(isDenied), 'it wanted to trade').toBe(true);
    expect(events.slice(reset).some(isOrdered), 'it trades again').toBe(true);
    expect(faultsOf(troupe)).toEqual([]);
    await troupe.close();
  });

  test.each(SEEDS)(
    'that was confirmed holds through SIGKILLs, and one that comes meanwhile holds too, seed %i',
    async (seed) => {
      const random = seededRandom(`halts-${seed}`);
      let toDie = 0;
      const show = await started(
        [
          { bar: 30, command: 'halt', scope: 'account:one' },
          { bar: 60, ...halt },
        ],
        {
          seed,
          intensity: TIRELESS,
          dies: () => toDie > 0 && --toDie === 0,
          beforeTurn: (actor, message) => {
            const isControl = message.kind === 'entry' && message.entry.stream === 'risk.controls';
            if (isControl && MONITORS.includes(actor) && toDie === 0 && random.next() < 0.6)
              toDie = 1 + Math.floor(random.next() * 30);
          },
        },
      );
      const { troupe } = show;
      expect(await show.end(isConfirmed(troupe, 2))).toBe(true);
      expect(slipped(troupe)).toEqual([]);
      expect(faultsOf(troupe)).toEqual([]);
      await troupe.close();
    },
  );
});

describe('a flatten of the platform, with crashes in the middle', () => {
  test.each(SEEDS)('finishes, is proved flat, and stays so, seed %i', async (seed) => {
    const random = seededRandom(`supervision-${seed}`);
    let kills = 4;
    const show = await started([{ bar: 40, command: 'flatten', scope: 'platform' }], {
      ...{ seed, intensity: TIRELESS, faults: seededFaults(seed, { lost: 0.2, unanswered: 0.1, rejected: 0.1 }) },
      beforeTurn: () => {
        if (isAsked() && random.next() < 0.02) throw new Error('provoked');
      },
      dies: () => isAsked() && kills > 0 && random.next() < 0.01 && kills-- > 0,
    });
    const { troupe } = show;
    const isAsked = (): boolean => troupe.store.entries('risk.controls').length > 0;
    expect(await show.end(isFlat(troupe, 1))).toBe(true);
    expect(kills).toBeLessThan(4);
    expect(heldBy(troupe)).toEqual(['0', '0', '0', '0']);
    expect(control(troupe, 1)).toMatchObject({ unconfirmedCount: 0, openCount: 0 });
    expect(slipped(troupe)).toEqual([]);
    expect(faultsOf(troupe)).toEqual([]);
    await troupe.close();
  });
});

describe('the risk supervisor', () => {
  test.each(SEEDS)(
    'numbers its controls without a gap, and every account has taken all of them, seed %i',
    async (seed) => {
      const random = seededRandom(`controls-${seed}`);
      const scopes = ['platform', 'account:one', 'user:ann', 'instrument:AAA', 'strategy:strategy.cross'];
      const wishes = Array.from({ length: 11 }, (_, index) => ({
        bar: 20 + 10 * index,
        command: random.next() < 0.6 ? 'reduce' : 'reset',
        scope: scopes[Math.floor(random.next() * scopes.length)]!,
      }));
      const show = await started(wishes, {
        ...{ seed, intensity: TIRELESS },
        beforeTurn: (actor) => {
          if ((actor === RISK_SUPERVISOR || MONITORS.includes(actor)) && random.next() < 0.03)
            throw new Error('provoked');
        },
      });
      const { troupe } = show;
      expect(await show.end(() => show.replies.length === wishes.length)).toBe(true);
      const last = troupe.store.entries('risk.controls').length;
      expect(last).toBeGreaterThan(4);
      expect(await show.end(isConfirmed(troupe, last))).toBe(true);
      for (const monitor of MONITORS) {
        const taken = eventsOf(troupe, monitor).flatMap((event) => (event.type === 'control.taken' ? [event.seq] : []));
        expect(taken).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      }
      expect(faultsOf(troupe)).toEqual([]);
      await troupe.close();
    },
  );

  test('hears again what accounts said to the one before it', async () => {
    let hasDied = false;
    const show = await started([{ bar: 10, command: 'reduce', scope: 'platform' }], {
      beforeTurn: (actor, message) => {
        const isWord = actor === RISK_SUPERVISOR && message.kind === 'command' && message.command === 'confirm';
        if (!isWord || hasDied || troupe.store.entries('risk.controls').length === 0) return;
        hasDied = true;
        throw new Error('provoked');
      },
    });
    const { troupe } = show;
    expect(await show.end(isConfirmed(troupe, 1))).toBe(true);
    expect(hasDied).toBe(true);
    await troupe.close();
  });
});
