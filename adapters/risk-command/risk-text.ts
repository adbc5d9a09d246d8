// What `npm run risk` prints for people.
import { isLimitName, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import { type ControlSight, isProved } from './risk-client.ts';

type Limits = RiskSupervisorStateView['limits'];

const NAMED = 20;

/** Who has taken a control, and how long that took; or who has not. */
export function controlText(title: string, sight: ControlSight, waitMs: number): string {
  const lines = [`${title}: control ${sight.seq}`, confirmationLine(sight, waitMs)];
  if (sight.flatten && sight.confirmedAt !== null) lines.push(flatLine(sight, waitMs));
  return `${lines.join('\n')}\n`;
}

/** What is restricted, what waits, and what is under way. */
export function statusText({ latches, proposals, controls, through }: RiskSupervisorStateView): string {
  const lines = latches.map(
    ({ scope, state, flatten, by, at, reason }) =>
      `${state}${flatten ? ', flattened' : ''}  ${scope}  by ${by} at ${at}: ${reason}`,
  );
  if (lines.length === 0) lines.push('Nothing is restricted.');
  for (const { id, scope, limit, before, value, by, reason } of proposals)
    lines.push(
      `awaits approval  ${id}  ${limit} of ${scope}: ${shown(before)} to ${shown(value)}, by ${by}: ${reason}`,
    );
  for (const one of controls) {
    if (one.affected === null) lines.push(`control ${one.seq}: whom it is about is not known yet`);
    else if (one.unconfirmedCount > 0)
      lines.push(`control ${one.seq}: ${waiting(one.unconfirmed, one.unconfirmedCount)} not confirmed`); // prettier-ignore
    else if (one.openCount > 0) lines.push(`control ${one.seq}: ${waiting(one.open, one.openCount)} not flat`);
  }
  return `${lines.join('\n')}\n${through} controls so far.\n`;
}

/** Limits as they were last set, one a line. */
export function limitsText(limits: Limits): string {
  if (limits.length === 0) return `No limit is set. There are: ${Object.keys(LIMITS).join(', ')}\n`;
  const rows = limits.map(({ scope, limit, value, version, by, at, reason, approvedBy }) => [
    ...[scope, limit, shown(value), isLimitName(limit) ? LIMITS[limit].unit : '', `v${version}`],
    `${by}${approvedBy === null ? '' : `, approved by ${approvedBy}`} at ${at}: ${reason}`,
  ]);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function confirmationLine(sight: ControlSight, waitMs: number): string {
  const { affected, accounts = [], confirmedAt, at, unconfirmed = [], unconfirmedCount = 0 } = sight;
  if (affected === null) return `after ${seconds(waitMs)} it is not known whom it is about`;
  if (confirmedAt === null) return `not confirmed after ${seconds(waitMs)} by ${waiting(unconfirmed, unconfirmedCount)} of ${affected}`; // prettier-ignore
  if (affected === 0) return 'it is about no running account';
  return `confirmed by ${waiting(accounts, affected)} in ${Date.parse(confirmedAt) - Date.parse(at)} ms`;
}

function flatLine(sight: ControlSight, waitMs: number): string {
  const { flatAt, at, open = [], openCount = 0 } = sight;
  return flatAt === null
    ? `not flat after ${seconds(waitMs)}: ${waiting(open, openCount)}`
    : `flat by ledger and venue after ${Date.parse(flatAt) - Date.parse(at)} ms`;
}

function waiting(names: readonly string[], count: number): string {
  const shownNames = names.slice(0, NAMED);
  const more = count > shownNames.length ? ' …' : '';
  return `${count} account${count === 1 ? '' : 's'}${shownNames.length === 0 ? '' : ` (${shownNames.join(', ')}${more})`}`;
}

const seconds = (ms: number): string => `${ms / 1_000} s`;

const shown = (value: string | null): string => value ?? 'none';

/** What became of a control, for a program. */
export const controlJson = (sight: ControlSight): object => ({ ...sight, proved: isProved(sight) });
