// A venue that keeps its own truth has matched bars that a crash takes back from the account; what comes from outside then may
// miss none of them (retaken-bars.ts, B1).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { fillModel } from '../../../actors/domain/fill-model.ts';
import type { VenueRequest } from '../../../actors/ports/broker.ts';
import { readOracle } from '../../../bench/chaos/venue/oracle.ts';
import type { VenueLine } from '../../../bench/chaos/venue/venue-line.ts';
import { type Deed, VenueTruth } from '../../../bench/chaos/venue/venue-truth.ts';
import { anInstrument } from '../../support/domain-builders.ts';
import { A, AccountScene, anOrderRequest, type Answer, LANE, orders } from './account-scene.ts';
import { anEntry, buyCopy, F, TestFollower } from './copy-scene.ts';

/** Where the worker dies at a bar: after the venue has matched it, while the request for it is still on its way, or not. */
type Death = 'matched' | 'on its way' | undefined;

/** An account on a venue in a process of its own, with one subscription and one follower. */
class TruthfulScene {
  readonly scene = new AccountScene();
  readonly follower = new TestFollower(this.scene);
  private readonly truth = new VenueTruth({
    model: fillModel(),
    instrumentOf: () => anInstrument({ lotSize: decimal(1) }),
  });
  private readonly lines: VenueLine[] = [];
  private readonly keepsSilent: boolean;
  private death: Death;
  private late: Extract<VenueRequest, { kind: 'advance' }> | undefined;
  private copies = 0;

  /** Control: `keepsSilent` about how far it has matched. */
  constructor(keepsSilent = false) {
    this.keepsSilent = keepsSilent;
    const { scene } = this;
    scene.venue = (request) => this.answer(request);
    scene.hello(A);
    this.follower.hello();
  }

  /** A bar that both decide on; a limit order far below the market rests, so the venue is asked to match every bar. */
  bar(): void {
    this.scene.bar();
    this.decide();
  }

  /** A bar at which the worker dies, and what the follower wants from its successor as it comes back. */
  dyingBar(death: Death, copies: number): void {
    const { scene, follower } = this;
    this.death = death;
    scene.bar();
    if (this.death !== undefined) {
      this.death = undefined; // nothing rested, so nobody was asked
      return this.decide();
    }
    scene.restart();
    const { position } = this.lane;
    for (let copy = 0; copy < copies; copy += 1) this.wish(position);
    scene.hello(A, { position });
    follower.hello();
    if (this.late !== undefined) this.take(this.truth.advance(this.late));
    this.late = undefined;
    this.decide();
  }

  copy(): void {
    this.follower.send([this.wish(this.lane.position)]);
  }

  rest(): void {
    const { scene } = this;
    const far = orders(anOrderRequest('BUY', 1, { type: 'LIMIT', limitPrice: 1 }));
    scene.decide(A, far);
  }

  get violations(): readonly string[] {
    return readOracle(this.lines).violations;
  }

  get lane() {
    return this.scene.state.lanes.get(LANE)!;
  }

  private decide(): void {
    this.scene.decide(A);
    this.follower.idle();
  }

  private wish(position: number) {
    this.copies += 1;
    const request = this.follower.made(anEntry(this.copies), buyCopy(this.copies, 1));
    return Object.assign(request, { position });
  }

  private answer(request: VenueRequest): Answer | 'hold' {
    const { truth } = this;
    switch (request.kind) {
      case 'restore': {
        this.take(truth.restore(request.account, request.orders));
        const matched = this.keepsSilent ? undefined : truth.matchedOf(request.account);
        return { ok: true, value: matched };
      }
      case 'submit':
        return this.take(truth.submit(request.order));
      case 'cancel':
        return this.take(truth.cancel(request.clientOrderId, request));
      case 'query':
        return this.take(truth.query(request.clientOrderId));
      case 'holdings':
        return { ok: true, value: truth.holdingsOf(request.account) };
      case 'advance': {
        const { death } = this;
        this.death = undefined;
        if (death === 'on its way') {
          this.late = request;
          return 'hold';
        }
        const answer = this.take(truth.advance(request));
        return death === undefined ? answer : 'hold';
      }
    }
  }

  private take({ deed, events }: Deed): Answer {
    this.lines.push(JSON.parse(JSON.stringify({ seq: this.lines.length + 1, at: '', ...deed })) as VenueLine);
    return { ok: true, value: events };
  }
}

test('an order from outside waits for the bar that its venue has matched and the account has not booked', () => {
  const stage = new TruthfulScene();
  stage.rest();
  stage.follower.idle();
  stage.bar();
  stage.dyingBar('matched', 1);
  const copy = [...stage.scene.state.orders.values()].find(({ working }) => working.order.actor === F)!;
  expect(copy.working.order.position, 'it is decided after the bar that was matched before').toBe(2);
  stage.bar();
  expect(String(stage.scene.holding(F))).toBe('1');
  expect(stage.violations).toEqual([]);
});

test('at the end of the data it waits for nothing', () => {
  const stage = new TruthfulScene();
  stage.rest();
  stage.follower.idle();
  stage.bar();
  stage.scene.restart();
  stage.scene.hello(A);
  stage.follower.hello();
  stage.copy();
  expect(stage.scene.orders()).toEqual(['BUY LIMIT ACCEPTED', 'BUY MARKET ACCEPTED']);
});

describe('whenever the worker dies, and however much is asked of its successor', () => {
  const step = fc.record({
    rests: fc.boolean(),
    copies: fc.nat(2),
    death: fc.constantFrom<Death>(undefined, 'matched', 'on its way'),
    copiesAfter: fc.nat(2),
  });
  const histories = fc.array(step, { minLength: 1, maxLength: 8 });
  const holds = (keepsSilent: boolean) =>
    fc.property(histories, (steps) => {
      const stage = new TruthfulScene(keepsSilent);
      stage.scene.decide(A);
      stage.follower.idle();
      for (const { rests, copies, death, copiesAfter } of steps) {
        for (let copy = 0; copy < copies; copy += 1) stage.copy();
        if (rests) stage.rest();
        if (death === undefined) stage.bar();
        else stage.dyingBar(death, copiesAfter);
      }
      stage.bar();
      return stage.violations.length === 0;
    });

  test('no order jumps over a bar', () => {
    fc.assert(holds(false), { numRuns: 2_000 });
  });

  test('control: with a venue that keeps silent about what it has matched, one does', () => {
    expect(fc.check(holds(true), { numRuns: 2_000, endOnFailure: true }).failed).toBe(true);
  });
});
