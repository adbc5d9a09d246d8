// What a chaos run did to the controls: were they taken in order, did any account pass what was in force, and did anything reach the
// venue after a halt had been confirmed?
import type { Pool } from 'pg';
import type { AccountEvent } from '../../actors/domain/account-event.ts';
import type { Order } from '../../actors/domain/order.ts';
import type { Control, Restrict } from '../../actors/domain/risk/control.ts';
import { concerns } from '../../actors/domain/risk/control-book.ts';
import { parseRiskLimits } from '../../actors/domain/risk/limit-value.ts';
import type { PartialSubject } from '../../actors/domain/risk/scope.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { AccountAudit, type AuditedAccount } from './account-audit.ts';
import type { ChaosCast } from './cast.ts';
import type { VenueLine } from './venue/venue-line.ts';

/** What was said of controls, by the supervisor's journal. */
export type SupervisorWord =
  | { readonly type: 'control.issued'; readonly seq: number; readonly control: Control }
  | { readonly type: 'control.confirmed'; readonly seq: number; readonly at: number };

/** I5 and I6 of all accounts, by journals and by the venue's log. */
export async function controlBreaches(
  pool: Pool,
  cast: ChaosCast,
  lines: readonly VenueLine[],
  closeOf: AuditedAccount['closeOf'],
): Promise<string[]> {
  const audits = auditsOf(cast, closeOf);
  const { rows } = await pool.query<{ actor: string; payload: AccountEvent }>(ACCOUNTS);
  for (const { actor, payload } of rows) audits.get(actor)?.take(payload);
  const said = await pool.query<{ payload: SupervisorWord }>(SUPERVISOR, [RISK_SUPERVISOR]);
  const subjectOf = (order: Order): PartialSubject => audits.get(`risk-monitor.${order.account}`)!.subjectOf(order);
  return [
    ...[...audits.values()].flatMap(({ found }) => found),
    ...afterHalts(
      said.rows.map(({ payload }) => payload),
      lines,
      subjectOf,
    ),
  ];
}

/** Entries that the venue took in after a halt of theirs had been confirmed, and before its reset was asked for. */
export function afterHalts(
  words: readonly SupervisorWord[],
  lines: readonly VenueLine[],
  subjectOf: (order: Order) => PartialSubject,
): string[] {
  const silences = silencesOf(words);
  return lines.flatMap((line) => {
    if (line.kind !== 'submit' || line.outcome !== 'accepted' || line.order.reduceOnly) return [];
    const at = Date.parse(line.at);
    return silences
      .filter(({ from, until, control }) => at > from && at < until && concerns(control, [subjectOf(line.order)]))
      .map(({ seq, control, from }) => {
        const late = `${at - from} ms after halt ${seq} of ${control.scope} was confirmed`;
        return `I6: line ${line.seq}: the venue took ${line.clientOrderId} in ${late}`;
      });
  });
}

interface Silence {
  readonly seq: number;
  readonly control: Restrict;
  /** Epoch milliseconds UTC, of one machine's clock. */
  readonly from: number;
  until: number;
}

function silencesOf(words: readonly SupervisorWord[]): Silence[] {
  const confirmed = new Map(words.flatMap((word) => (word.type === 'control.confirmed' ? [[word.seq, word.at]] : [])));
  const silences: Silence[] = [];
  for (const word of words) {
    if (word.type !== 'control.issued' || word.control.kind !== 'restrict') continue;
    const { seq, control } = word;
    if (control.state === 'HALTED') {
      const from = confirmed.get(seq);
      if (from !== undefined) silences.push({ seq, control, from, until: Infinity });
      continue;
    }
    for (const silence of silences)
      if (silence.control.scope === control.scope) silence.until = Math.min(silence.until, control.at);
  }
  return silences;
}

function auditsOf({ actors }: ChaosCast, closeOf: AuditedAccount['closeOf']): Map<string, AccountAudit> {
  const strategies = new Map(
    actors.flatMap(({ address, kind, config }) =>
      kind === 'subscription' ? [[address, (config as { strategy: string }).strategy] as const] : [],
    ),
  );
  return new Map(
    actors.flatMap(({ address, kind, config }) => {
      if (kind !== 'risk-monitor') return [];
      const { owner, deposit, limits } = config as { owner: string; deposit: string; limits: unknown };
      const account = address.slice('risk-monitor.'.length);
      const strategyOf = (actor: string): string | undefined => strategies.get(actor);
      const audit = new AccountAudit({ account, owner, deposit, limits: parseRiskLimits(limits), strategyOf, closeOf });
      return [[address, audit] as const];
    }),
  );
}

const ACCOUNTS = `
  SELECT actor, payload FROM journal
   WHERE actor LIKE 'risk-monitor.%' AND (type LIKE 'order.%' OR type = 'control.taken') ORDER BY actor, seq`;

const SUPERVISOR = `
  SELECT payload FROM journal WHERE actor = $1 AND type IN ('control.issued', 'control.confirmed') ORDER BY seq`;
