import { throttleInForce } from '../../domain/risk/rule-evaluation.ts';
import { covers, formatScope } from '../../domain/risk/scope.ts';
import { pausesAt } from '../../domain/system-risk/economic-calendar.ts';
import { isoTime } from '../../domain/system-risk/verdict.ts';
import type { WatchView } from '../../risk-views.ts';
import type { AccountState } from '../account-state.ts';
import { subjectOf } from '../restraint.ts';
import { calendarOf, currenciesOf } from './economic-events.ts';
import { newsPauseOf } from './watch-config.ts';

/** What a risk monitor shows of its breakers and rules. */
export function watchView(state: AccountState): WatchView {
  const { watch, controls } = state;
  const rules = new Map(controls.rules.map((rule) => [rule.id, rule]));
  return {
    isOn: watch.isOn,
    at: watch.time > 0 ? isoTime(watch.time) : null,
    breakers: watch.breakers.map((one) => ({ ...one, since: isoTime(one.since) })),
    excursions: watch.excursions.map(({ rule: id, of, since, fired }) => {
      const rule = rules.get(id);
      const scope = rule === undefined ? '' : formatScope(rule.scope);
      return { rule: id, title: rule?.title ?? '', scope, of, since: isoTime(since), fired };
    }),
    pauses: [...rulePauses(state), ...newsPauses(state)],
    latches: watch.latches.map((one) => ({ ...one, since: isoTime(one.since) })),
    throttles: throttles(state),
  };
}

function rulePauses({ watch, controls, account }: AccountState): WatchView['pauses'] {
  const all = [
    ...(watch.pause === undefined ? [] : [{ ...watch.pause, scope: `account:${account}` }]),
    ...watch.pauses,
  ];
  return all
    .filter(({ until }) => until > watch.time)
    .map(({ rule, scope, until }) => {
      const title = controls.rules.find(({ id }) => id === rule)?.title ?? '';
      return { rule, title, scope, until: isoTime(until) };
    });
}

/** Of each currency that is traded the event that pauses it longest. */
function newsPauses({ watch, controls, config, actors }: AccountState): WatchView['pauses'] {
  if (controls.events.length === 0) return [];
  const traded = new Set([...actors.values()].flatMap(({ symbol }) => currenciesOf(symbol, config.currency)));
  return [...traded].flatMap((currency) => {
    const pause = pausesAt(calendarOf(controls.events), watch.time, [currency], newsPauseOf(config));
    return pause === undefined
      ? []
      : [{ rule: null, title: pause.event.title, scope: currency, until: isoTime(pause.until) }];
  });
}

/** By scope, what its rules leave those that they cover here. */
function throttles(state: AccountState): WatchView['throttles'] {
  const { watch, controls, actors, account, config } = state;
  if (watch.excursions.length === 0) return [];
  const subjects = [{ user: config.owner, account }, ...[...actors.values()].map((actor) => subjectOf(state, actor))];
  const scopes = new Set(
    controls.rules
      .filter(({ scope }) => subjects.some((subject) => covers(scope, subject)))
      .map(({ scope }) => formatScope(scope)),
  );
  return [...scopes].flatMap((scope) => {
    const rules = controls.rules.filter((rule) => formatScope(rule.scope) === scope);
    const { sizeFactor, ratePerMinute = null } = throttleInForce(rules, watch.excursions);
    return sizeFactor === 1 && ratePerMinute === null ? [] : [{ scope, sizeFactor, ratePerMinute }];
  });
}
