// From wherever an account may come to, a flatten ends flat, and says so only when ledger and venue agree.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { riskMonitorActor } from '../../../actors/risk-monitor/risk-monitor.actor.ts';
import type { VenueRequest } from '../../../actors/ports/broker.ts';
import { CONTROLS_STREAM } from '../../../actors/protocol.ts';
import type { Confirmation } from '../../../actors/ports/risk-desk.ts';
import { isRefuted } from '../domain/risk/arbitraries.ts';
import { A, AccountScene, anOrderRequest, B, orders, TIMEOUT, type Answer } from './account-scene.ts';

const ACTORS = [A, B] as const;
/** What a flatten may need from the moment on from which the venue answers again. */
const BARS_TO_FLAT = 40;
const RINGS_A_BAR = 20;

const wish = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 60 }),
  reduceOnly: fc.boolean(),
  kind: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'STOP_MARKET' as const),
  away: fc.integer({ min: -6, max: 6 }),
});

/** The venue hears a request and does not answer, never hears it, or all is well. */
const silence = fc.constantFrom('none' as const, 'unheard' as const, 'unanswered' as const);
type Silence = typeof silence extends fc.Arbitrary<infer Value> ? Value : never;

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('bar' as const),
      wishes: fc.tuple(fc.array(wish, { maxLength: 2 }), fc.array(wish, { maxLength: 2 })),
      move: fc.integer({ min: -5, max: 5 }),
      silence,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), forgetful: fc.boolean(), isSaved: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('control' as const),
      scope: fc.constantFrom('platform', 'strategy:strategy.s1'),
      state: fc.constantFrom('ACTIVE' as const, 'REDUCING' as const, 'HALTED' as const),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const before = fc.array(step, { minLength: 1, maxLength: 6 });
/** What happens while it is being flattened. */
const meanwhile = fc.array(step, { maxLength: 3 });

interface Broken {
  /** Nobody asks the venue: it is taken to hold what the ledger has. */
  readonly venueUnasked?: boolean;
  readonly definition?: ReturnType<typeof riskMonitorActor>;
}

class Play {
  readonly scene: AccountScene;
  /** Proofs that were given although ledger or venue had something left. */
  readonly lies: string[] = [];
  private close = 100;
  private readonly isVenueAsked: boolean;

  constructor({ venueUnasked = false, definition }: Broken = {}) {
    const model = { commissionRate: 0.001, volumeShare: 0.02 };
    this.scene = new AccountScene({ model, ...(definition !== undefined && { definition }) });
    this.isVenueAsked = !venueUnasked;
    this.answerAs('none');
    this.hello();
    this.scene.onConfirm = (confirmation) => this.check(confirmation);
  }

  do(step: Step): void {
    switch (step.kind) {
      case 'bar':
        this.bar(step);
        return;
      case 'restart':
        this.scene.restart({ forgetful: step.forgetful, ...(step.isSaved && { from: this.scene.saved() }) });
        this.hello();
        return;
      case 'control':
        this.scene.restrict(step.scope, step.state);
    }
  }

  /** Lets the venue answer and bars come until it is proved flat; the number of bars, or undefined when that is not enough. */
  flatten(scope: string, steps: readonly Step[], stray = { quantity: 0, bars: 0 }): number | undefined {
    this.scene.stray = stray.quantity;
    this.scene.restrict(scope, 'HALTED', { flatten: true });
    const seq = this.scene.controls.length;
    for (const one of steps) if (one.kind !== 'control') this.do(one);
    this.answerAs('none');
    for (let bars = 0; bars <= BARS_TO_FLAT; bars += 1) {
      if (bars === stray.bars) this.scene.stray = 0;
      if (this.scene.confirmations.some(({ flat }) => flat.includes(seq))) return bars;
      this.bar({ wishes: [[], []], move: 0, silence: 'none' });
      this.scene.ring();
    }
    return undefined;
  }

  private hello(): void {
    this.scene.hello(A, { strategy: 'strategy.s1' });
    this.scene.hello(B, { strategy: 'strategy.s2' });
  }

  private bar({
    wishes,
    move,
    silence: how,
  }: Pick<Extract<Step, { kind: 'bar' }>, 'wishes' | 'move' | 'silence'>): void {
    const { scene } = this;
    if (!this.wantsBar()) {
      this.answerAs('none');
      this.wantsBar();
    }
    const open = this.close;
    this.close += move;
    scene.bar({
      open,
      close: this.close,
      high: Math.max(open, this.close) + 2,
      low: Math.min(open, this.close) - 2,
      volume: 500,
    });
    this.answerAs(how);
    for (const [index, actor] of ACTORS.entries()) {
      const asked = wishes[index]!.map(({ side, quantity, reduceOnly, kind, away }, leg) =>
        anOrderRequest(side, quantity, {
          ...{ leg, type: kind, reduceOnly },
          ...(kind === 'LIMIT' && { limitPrice: this.close + away }),
          ...(kind === 'STOP_MARKET' && { triggerPrice: this.close + away }),
        }),
      );
      scene.decide(actor, ...(asked.length > 0 ? [orders(...asked)] : []));
    }
  }

  /** Asks again until the doubts are settled that the market waits for; false when they are not. */
  private wantsBar(): boolean {
    for (let rung = 0; this.scene.pulls === 0 && rung < RINGS_A_BAR; rung += 1) this.scene.ring();
    return this.scene.pulls > 0;
  }

  private answerAs(how: Silence): void {
    const { scene } = this;
    scene.venue = (request) => {
      if (request.kind !== 'holdings' || this.isVenueAsked) return silent(scene, request, how);
      const held = ACTORS.reduce((sum, actor) => sum + Number(scene.state.actors.get(actor)?.holding.quantity ?? 0), 0);
      return { ok: true, value: { ACME: String(held) } };
    };
  }

  private check({ flat }: Confirmation): void {
    const { scene } = this;
    for (const seq of flat) {
      const control = scene.controls[seq - 1]!;
      const isAll = control.kind === 'restrict' && control.scope === 'platform';
      const covered = isAll ? ACTORS : [A];
      const held = covered.filter((actor) => !scene.holding(actor).isZero());
      const open = [...scene.state.orders.values()].filter(({ working }) =>
        covered.some((one) => one === working.order.actor),
      );
      const rest = isAll ? 0 : Number(scene.holding(B));
      const atVenue = Number(scene.holdings()['ACME'] ?? 0);
      if (held.length + open.length > 0 || atVenue !== rest)
        this.lies.push(`${seq}: ${held.join()} ${open.length} open, the venue has ${atVenue}, others ${rest}`);
    }
  }
}

/** Orders are heard and not answered, or not heard; what moves the market is always answered. */
function silent(scene: AccountScene, request: VenueRequest, how: Silence): Answer | undefined {
  if (how === 'none' || request.kind === 'advance' || request.kind === 'restore') return undefined;
  if (how === 'unanswered') scene.own(request);
  return TIMEOUT;
}

const RUNS = { numRuns: 10_000 };
const scopes = fc.constantFrom('platform', 'strategy:strategy.s1');
const strays = fc.record({ quantity: fc.integer({ min: -9, max: 9 }), bars: fc.integer({ min: 0, max: 6 }) });

/** Flat in the end, and never said to be before. */
function endsFlat(broken: Broken, seen: (play: Play) => void = () => undefined) {
  return fc.property(before, scopes, meanwhile, strays, (steps, scope, more, stray) => {
    const play = new Play(broken);
    for (const one of steps) play.do(one);
    seen(play);
    expect(play.flatten(scope, more, stray)).toBeDefined();
    expect(play.lies).toEqual([]);
    expect(String(play.scene.holding(A))).toBe('0');
    const others = scope === 'platform' ? 0 : play.scene.holding(B);
    expect(play.scene.holdings()['ACME'] ?? '0').toBe(String(others));
  });
}

/** From the moment on in which an account has taken a halt nothing that opens is admitted, until the reset. */
function holdsTheLatch(broken: Broken) {
  return fc.property(before, fc.array(step, { maxLength: 6 }), (steps, more) => {
    const play = new Play(broken);
    for (const one of steps) play.do(one);
    play.scene.restrict('account:a1', 'HALTED');
    const at = play.scene.journal.length;
    for (const one of more) play.do(one);
    const opened = play.scene.journal
      .slice(at)
      .filter((event) => event.type === 'order.initialized' && !event.order.reduceOnly);
    expect(opened).toEqual([]);
  });
}

/** A risk monitor that hears of a halt and does not mind it. */
function latchIgnored(): ReturnType<typeof riskMonitorActor> {
  const product = riskMonitorActor();
  return {
    ...product,
    receive(state, message, turn) {
      if (message.kind !== 'entry' || message.entry.stream !== CONTROLS_STREAM)
        return product.receive(state, message, turn);
      const payload = { ...(message.entry.payload as object), state: 'ACTIVE' };
      product.receive(state, { ...message, entry: { ...message.entry, payload } }, turn);
    },
  };
}

describe('an account that is flattened', () => {
  test('ends flat by ledger and venue, and proves it not before, from wherever it has come to', () => {
    let held = 0;
    let doubted = 0;
    const seen = ({ scene }: Play): void => {
      if (!scene.holding(A).isZero()) held += 1;
      if ([...scene.state.orders.values()].some(({ working }) => working.state === 'UNKNOWN')) doubted += 1;
    };
    fc.assert(endsFlat({}, seen), RUNS);
    expect(held, 'many of them held something').toBeGreaterThan(RUNS.numRuns / 10);
    expect(doubted, 'some had orders in doubt').toBeGreaterThan(RUNS.numRuns / 50);
  }, 600_000);

  test('and a proof for which nobody asked the venue is found out', () => {
    expect(isRefuted(endsFlat({ venueUnasked: true }))).toBe(true);
  });

  test('opens nothing more until its reset, whatever is asked, lost or restarted', () => {
    fc.assert(holdsTheLatch({}), RUNS);
  }, 600_000);

  test('and a latch that is ignored is found out, by both', () => {
    const broken = { definition: latchIgnored() };
    expect([isRefuted(holdsTheLatch(broken)), isRefuted(endsFlat(broken))]).toEqual([true, true]);
  });
});
