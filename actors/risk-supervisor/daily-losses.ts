// D1. What accounts have lost today is added up by user and over the platform, in each currency apart: money of two currencies
//     has no sum.
// D2. Days of accounts end at different times: figures count until they are a day older than the newest.
// D3. A scope is flattened once a day: a reset holds until the next one.
import type { Turn } from '../../runtime/turn.ts';
import { decimal, ZERO, type Decimal } from '../domain/decimal.ts';
import { effectiveLimits } from '../domain/risk/limit-book.ts';
import type { RiskLimits } from '../domain/risk/limit-value.ts';
import type { ActionRule } from '../domain/risk/rule.ts';
import { covers } from '../domain/risk/scope.ts';
import type { DayFigure } from '../ports/risk-desk.ts';
import { issue, journal } from './issue.ts';
import type { SupervisorState } from './supervisor-state.ts';

const DAY_MS = 86_400_000;

/** What the accounts of a scope have lost together. */
interface JointLoss {
  /** Text of the scope. */
  readonly scope: string;
  readonly limits: RiskLimits;
  readonly currency: string;
  /** The newest of their days. */
  readonly date: string;
  readonly loss: Decimal;
  readonly startEquity: Decimal;
}

/** Flattens every scope whose accounts have lost more together than they may, where the rules say so. */
export function stopDailyLosses(state: SupervisorState, turn: Turn, at: number): void {
  if (!isLimited(state)) return;
  const rule = flattenRule(state);
  if (rule === undefined) return;
  for (const joint of jointLosses(state)) {
    const limit = exceeded(joint);
    if (limit !== undefined) flatten(state, turn, joint, limit, { rule, at });
  }
}

/** What was limited for one account alone is that account's own affair. */
function isLimited({ book, heard }: SupervisorState): boolean {
  if (heard.size === 0) return false;
  for (const [scope, limits] of book.limits.entries) {
    const isJoint = scope === 'platform' || scope.startsWith('user:');
    if (isJoint && (limits.has('maxDailyLoss') || limits.has('maxDailyLossFraction'))) return true;
  }
  return false;
}

function flattenRule({ book }: SupervisorState): ActionRule | undefined {
  return book.rules.find(
    ({ enabled, condition, actions, scope }) =>
      enabled &&
      covers(scope, {}) &&
      condition.metric === 'dailyLossOfLimit' &&
      actions.some((action) => action.kind === 'flatten'),
  );
}

function jointLosses({ heard, book }: SupervisorState): JointLoss[] {
  const days = [...heard.values()].flatMap(({ day }) => day ?? []);
  const platform = effectiveLimits(book.limits, {}).limits;
  const users = [...new Set(days.map(({ user }) => user))].sort();
  return [
    ...sums('platform', platform, days),
    ...users.flatMap((user) =>
      sums(
        `user:${user}`,
        effectiveLimits(book.limits, { user }).limits,
        days.filter((day) => day.user === user),
      ),
    ),
  ];
}

function sums(scope: string, limits: RiskLimits, days: readonly DayFigure[]): JointLoss[] {
  return [...new Set(days.map(({ currency }) => currency))].sort().map((currency) => {
    const alike = days.filter((day) => day.currency === currency);
    const date = alike.reduce((newest, day) => (day.date > newest ? day.date : newest), '');
    const current = alike.filter((day) => Date.parse(date) - Date.parse(day.date) <= DAY_MS); // D2
    const startEquity = current.reduce((sum, day) => sum.add(decimal(day.startEquity)), ZERO);
    const equity = current.reduce((sum, day) => sum.add(decimal(day.equity)), ZERO);
    return { scope, limits, currency, date, startEquity, loss: startEquity.sub(equity) };
  });
}

function exceeded({ loss, startEquity, limits }: JointLoss): Decimal | undefined {
  const { maxDailyLoss, maxDailyLossFraction } = limits;
  const most = [maxDailyLoss, maxDailyLossFraction === undefined ? undefined : startEquity.mul(maxDailyLossFraction)];
  return most.find((limit) => limit !== undefined && loss.gt(limit));
}

function flatten(
  state: SupervisorState,
  turn: Turn,
  { scope, currency, date, loss }: JointLoss,
  limit: Decimal,
  { rule, at }: { readonly rule: ActionRule; readonly at: number },
): void {
  if ((state.lossStops.get(scope) ?? '') >= date) return; // D3
  const correlationId = `daily-loss:${scope}#${date}`;
  const sums = { loss: String(loss), limit: String(limit), currency };
  journal(turn, { type: 'daily-loss.stopped', scope, date, ...sums, at }, at, correlationId);
  if (state.book.latches.get(scope)?.flatten === true) return;
  const reason = `${rule.title}: ${loss} ${currency} of ${limit} lost on ${date}`;
  const control = {
    kind: 'restrict',
    scope,
    state: 'HALTED',
    flatten: true,
    reason,
    by: `rule:${rule.id}`,
    at,
  } as const;
  issue(state, turn, control, correlationId);
}
