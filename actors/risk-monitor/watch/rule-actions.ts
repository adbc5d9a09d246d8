// A1. What a rule decides is journaled with its firing; what follows from it goes on from there (`carry-on.ts`).
// A2. A rule makes the account stricter, never milder; what it has latched ends by reset alone.
import type { Turn } from '../../../runtime/turn.ts';
import type { AccountEvent, RuleAct } from '../../domain/account-event.ts';
import type { RuleFiring } from '../../domain/risk/rule-evaluation.ts';
import type { RuleAction } from '../../domain/risk/rule.ts';
import { strictest, type TradingState } from '../../domain/trading-state.ts';
import type { AccountState } from '../account-state.ts';
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

/** Journals a firing with all that its rule does, and does it. */
export function fire(state: AccountState, turn: Turn, firing: RuleFiring): void {
  const { watch } = state;
  const plan: Plan = { acts: [], then: [] };
  for (const action of firing.actions) decide(state, turn, firing, action, plan);
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

function decide(state: AccountState, turn: Turn, firing: RuleFiring, action: RuleAction, plan: Plan): void {
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
      plan.then.push(() => restrict(state, turn, firing, action.kind === 'halt' ? 'HALTED' : 'REDUCING', false));
      did('latched');
      return;
    case 'cancel':
      plan.cancels = entriesOf(state);
      did(`${plan.cancels.length} entries`);
      return;
    case 'flatten':
      did(flatten(state, turn, firing, action.of, plan));
      return;
    case 'hedge':
      did(planHedge(state, turn, hedgeFor(state, action.fraction), plan));
      return;
    case 'tighten-stops':
      plan.then.push(() => void tightenStops(state, turn, firing.of, action.volatilities));
      did('stops further away than that are replaced');
      return;
    case 'pause':
      plan.pause = pauseOf(state, firing, action.ms);
      did(`until ${new Date(plan.pause.until).toISOString()}`);
  }
}

function flatten(
  state: AccountState,
  turn: Turn,
  firing: RuleFiring,
  of: 'scope' | 'smaller-of-pair',
  plan: Plan,
): string {
  if (of === 'scope') {
    plan.then.push(() => restrict(state, turn, firing, 'HALTED', true));
    return 'latched';
  }
  const symbol = firing.inputs['smaller'];
  const holders = [...state.actors.values()].filter(
    (actor) => actor.symbol === symbol && !actor.holding.quantity.isZero(),
  );
  plan.closes = holders.map(({ address }) => address);
  return `closes ${plan.closes.join(', ')}`;
}

function planHedge(state: AccountState, turn: Turn, found: Hedge | string, plan: Plan): string {
  if (typeof found === 'string') return `not possible: ${found}`;
  plan.then.push(() => hedge(state, turn, found));
  return `${found.side} ${found.quantity} of ${found.actor.symbol}`;
}

const pauseOf = ({ watch }: AccountState, { rule, metric, at }: RuleFiring, ms: number): RulePause => {
  const until = at + ms;
  const isNews = metric === 'newsImpact';
  return watch.pause !== undefined && watch.pause.until > until ? watch.pause : { rule, isNews, until };
};

const entriesOf = ({ orders }: AccountState): string[] =>
  [...orders.values()].flatMap(({ working: { order } }) => (order.reduceOnly ? [] : [order.clientOrderId]));

/** Latches the account (A2). */
function restrict(
  state: AccountState,
  turn: Turn,
  { rule, title, at: time }: RuleFiring,
  wanted: TradingState,
  flat: boolean,
): void {
  const { restriction, self: scope } = state;
  const to = strictest(wanted, restriction.state);
  const flatten = flat || (to === 'HALTED' && restriction.flatten);
  if (to === restriction.state && flatten === restriction.flatten) return;
  for (const lane of state.lanes.values()) pin(turn, lane);
  const by = `rule:${rule}`;
  const correlationId = `${by}#${state.watch.firings}`;
  journal(
    turn,
    { type: 'trading-state.changed', scope, state: to, flatten, reason: title, by, time },
    time,
    correlationId,
  );
  for (const actor of state.actors.values()) reportTradingState(state, turn, actor, correlationId);
}
