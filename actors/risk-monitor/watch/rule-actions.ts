// A1. What a rule decides is journaled with its firing; what follows from it goes on from there (`carry-on.ts`).
// A2. A rule makes what it is about stricter, never milder; what it has latched ends by reset alone.
import type { Turn } from '../../../runtime/turn.ts';
import type { AccountEvent, RuleAct } from '../../domain/account-event.ts';
import { METRICS } from '../../domain/risk/metric-catalog.ts';
import type { RuleFiring } from '../../domain/risk/rule-evaluation.ts';
import type { RuleAction } from '../../domain/risk/rule.ts';
import { strictest, type TradingState } from '../../domain/trading-state.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { journal, pin, reportTradingState } from '../journal.ts';
import { hedge, hedgeFor, type Hedge } from './hedge.ts';
import { tightenStops } from './stops.ts';
import type { RulePause } from './watch-state.ts';

type Fired = Extract<AccountEvent, { type: 'rule.fired' }>;
type Plan = { -readonly [Field in 'pause' | 'closes' | 'cancels']?: NonNullable<Fired[Field]> } & {
  readonly acts: RuleAct[];
  /** What is done once the firing is journaled. */
  readonly then: (() => void)[];
};

/** Journals a firing with all that its rule does, and does it: to the whole account, or to those that its scope covers. */
export function fire(
  state: AccountState,
  turn: Turn,
  firing: RuleFiring,
  covered: readonly TradingActor[] | undefined,
): void {
  const { watch } = state;
  const plan: Plan = { acts: [], then: [] };
  const aim: Aim = { isAccount: covered === undefined, actors: covered ?? [...state.actors.values()] };
  for (const action of firing.actions) decide(state, turn, { firing, aim, plan }, action);
  const { rule, title, scope, of, metric, operator, since, at: time } = firing;
  const event: Fired = {
    ...{ type: 'rule.fired', number: watch.firings + 1, rule, title, scope, of, since, time },
    inputs: {
      ...firing.inputs,
      ...{ metric, of, operator, value: String(firing.value), threshold: String(firing.threshold) },
    },
    action: plan.acts,
    ...(plan.pause !== undefined && { pause: plan.pause }),
    ...(plan.closes !== undefined && { closes: plan.closes }),
    ...(plan.cancels !== undefined && { cancels: plan.cancels }),
  };
  journal(turn, event, time, `rule:${rule}#${event.number}`);
  for (const next of plan.then) next();
}

/** Whom what a rule does is done to. */
interface Aim {
  readonly isAccount: boolean;
  readonly actors: readonly TradingActor[];
}

interface Deciding {
  readonly firing: RuleFiring;
  readonly aim: Aim;
  readonly plan: Plan;
}

function decide(state: AccountState, turn: Turn, deciding: Deciding, action: RuleAction): void {
  const { firing, aim, plan } = deciding;
  const did = (outcome: string): void => void plan.acts.push({ ...action, outcome });
  switch (action.kind) {
    case 'warn':
      did('said');
      return;
    case 'throttle':
      did('in force until the condition ends');
      return;
    case 'reduce':
    case 'halt':
      plan.then.push(() => restrict(state, turn, deciding, action.kind === 'halt' ? 'HALTED' : 'REDUCING', false));
      did('latched');
      return;
    case 'cancel':
      plan.cancels = entriesOf(state, aim);
      did(`${plan.cancels.length} entries`);
      return;
    case 'flatten':
      did(flatten(state, turn, deciding, action.of));
      return;
    case 'hedge':
      did(planHedge(state, turn, hedgeFor(state, action.fraction, aim.actors), plan));
      return;
    case 'tighten-stops':
      plan.then.push(() => void tightenStops(state, turn, concernedBy(firing, aim), action.volatilities));
      did('stops further away than that are replaced');
      return;
    case 'pause':
      plan.pause = pauseOf(state, deciding, action.ms);
      did(`until ${new Date(plan.pause.until).toISOString()}`);
  }
}

/** Of those that a rule is about the ones whose market its reading is about. */
function concernedBy({ metric, of }: RuleFiring, { actors }: Aim): readonly TradingActor[] {
  const kind = METRICS[metric].of;
  if (kind === 'instrument') return actors.filter(({ symbol }) => symbol === of);
  return kind === 'lane' ? actors.filter(({ lane }) => lane === of) : actors;
}

function flatten(state: AccountState, turn: Turn, deciding: Deciding, of: 'scope' | 'smaller-of-pair'): string {
  const { firing, aim, plan } = deciding;
  if (of === 'scope') {
    plan.then.push(() => restrict(state, turn, deciding, 'HALTED', true));
    return 'latched';
  }
  const symbol = firing.inputs['smaller'];
  const holders = aim.actors.filter((actor) => actor.symbol === symbol && !actor.holding.quantity.isZero());
  plan.closes = holders.map(({ address }) => address);
  return `closes ${plan.closes.join(', ')}`;
}

function planHedge(state: AccountState, turn: Turn, found: Hedge | string, plan: Plan): string {
  if (typeof found === 'string') return `not possible: ${found}`;
  plan.then.push(() => hedge(state, turn, found));
  return `${found.side} ${found.quantity} of ${found.actor.symbol}`;
}

/** A pause of the account never shortens one that it has. */
function pauseOf({ watch }: AccountState, { firing, aim }: Deciding, ms: number): NonNullable<Fired['pause']> {
  const { rule, metric, at, scope } = firing;
  const pause: RulePause = { rule, isNews: metric === 'newsImpact', until: at + ms };
  if (!aim.isAccount) return { ...pause, scope };
  return watch.pause !== undefined && watch.pause.until > pause.until ? watch.pause : pause;
}

function entriesOf({ orders }: AccountState, { actors }: Aim): string[] {
  const addresses = new Set(actors.map(({ address }) => address));
  return [...orders.values()].flatMap(({ working: { order } }) =>
    order.reduceOnly || !addresses.has(order.actor) ? [] : [order.clientOrderId],
  );
}

/** Latches the account, or the scope within it (A2). */
function restrict(
  state: AccountState,
  turn: Turn,
  { firing: { rule, title, at: time, scope: text }, aim }: Deciding,
  wanted: TradingState,
  flat: boolean,
): void {
  const scope = aim.isAccount ? state.self : text;
  const before = aim.isAccount ? state.restriction : state.watch.latches.find((one) => one.scope === text);
  const to = strictest(wanted, before?.state ?? 'ACTIVE');
  const flatten = flat || (to === 'HALTED' && before?.flatten === true);
  if (to === before?.state && flatten === before.flatten) return;
  const lanes = new Set(aim.actors.map(({ lane }) => lane));
  for (const lane of state.lanes.values()) if (aim.isAccount || lanes.has(lane.stream)) pin(turn, lane);
  const by = `rule:${rule}`;
  const correlationId = `${by}#${state.watch.firings}`;
  journal(
    turn,
    { type: 'trading-state.changed', scope, state: to, flatten, reason: title, by, time },
    time,
    correlationId,
  );
  for (const actor of aim.actors) reportTradingState(state, turn, actor, correlationId);
}
