// R1. Controls, limits and proposals are a fold of the risk supervisor's journal, firings one of the risk monitors'; their rows
//     travel with the event, in its transaction.
import type { AccountEvent } from '../../actors/domain/account-event.ts';
import type { Control } from '../../actors/domain/risk/control.ts';
import type { SavedLimitEntry } from '../../actors/domain/risk/limit-book.ts';
import type { SupervisorEvent } from '../../actors/domain/risk/supervisor-event.ts';
import type { JournalEvent } from '../../runtime/ports/actor-store.ts';

const SUPERVISOR = 'risk-supervisor.';

export const isSupervisor = (actor: string): boolean => actor.startsWith(SUPERVISOR);

/** What an event of the risk supervisor adds to its tables: rows as `project_risk` takes them. */
export function supervisorRows(epoch: number, event: JournalEvent): readonly object[] {
  const said = event.payload as SupervisorEvent;
  const stamp = { journalSeq: event.seq, epoch };
  switch (said.type) {
    case 'control.issued':
      return controlRows(said, event.correlationId, stamp);
    case 'control.affects':
      return [{ row: 'affects', control: said.seq, accounts: said.accounts, actors: said.actors, ...stamp }];
    case 'control.in-force':
      return [];
    case 'control.confirmed':
      return [{ row: 'confirmed', control: said.seq, at: said.at, ...stamp }];
    case 'control.flat':
      return [{ row: 'flat', control: said.seq, at: said.at, ...stamp }];
    case 'limit.proposed': {
      const { limit: name, value, ...change } = said.change;
      return [{ row: 'proposal', id: said.id, name, after: value, ...change, ...stamp }];
    }
    case 'proposal.settled':
      return [{ row: 'settled', id: said.id, by: said.by, outcome: said.outcome, at: event.time, ...stamp }];
    case 'daily-loss.stopped':
      return [];
  }
}

interface Stamp {
  readonly journalSeq: number;
  readonly epoch: number;
}

function controlRows(
  { seq, control, before }: Extract<SupervisorEvent, { type: 'control.issued' }>,
  commandId: string,
  stamp: Stamp,
): readonly object[] {
  const issued = { row: 'control', control: seq, kind: control.kind, ...issueOf(control), commandId, ...stamp };
  const row = { ...issued, body: control };
  return control.kind === 'limit' ? [row, limitRow(seq, control.entry, before, stamp)] : [row];
}

/** Whom a control is about, who gave it, when and why. */
function issueOf(control: Control): { scope: string; by: string; at: number; reason?: string } {
  switch (control.kind) {
    case 'restrict':
      return { scope: control.scope, by: control.by, at: control.at, reason: control.reason };
    case 'limit': {
      const { scope, by, at, reason } = control.entry;
      return { scope, by, at, reason };
    }
    case 'rules':
    case 'calendar':
      return { scope: 'platform', by: control.by, at: control.at };
  }
}

const limitRow = (
  control: number,
  { limit: name, value, ...entry }: SavedLimitEntry,
  before: SavedLimitEntry | undefined,
  stamp: Stamp,
): object => ({ row: 'limit', control, name, before: before?.value ?? null, after: value, ...entry, ...stamp });

/** The row of a rule that acted on an account, with what it saw. */
export const firingRow = (
  account: string,
  { number, rule, title, scope, of, action, inputs, since, time }: Extract<AccountEvent, { type: 'rule.fired' }>,
  { seq: journalSeq, epoch }: { readonly seq: number; readonly epoch: number },
): object => ({
  ...{ row: 'firing', account, number, rule, title, scope, of, action, inputs, since, time, journalSeq, epoch },
});
