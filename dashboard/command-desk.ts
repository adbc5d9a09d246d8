// K1. The same person's same command for the same actor, while one is pending or just asked, is one command.
// K2. An idempotency key names one command for as long as the desk remembers it.
// K3. A command ends once: acknowledged, failed, or failed as COMMAND_TIMEOUT when no answer came.
import { randomUUID } from 'node:crypto';
import type { Caller } from '../actors/domain/people/caller.ts';
import { COMMANDS } from '../actors/protocol.ts';
import type { BrokerFace, Log, WallClock } from './face.ts';
import { DashboardError, problemOf } from './problem.ts';

export const ACTOR_COMMANDS = [
  ...COMMANDS.filter((command) => command !== 'inspect'),
  'start',
  'stop-and-flatten',
] as const;
export type ActorCommand = (typeof ACTOR_COMMANDS)[number];
export const isActorCommand = (name: unknown): name is ActorCommand =>
  (ACTOR_COMMANDS as readonly unknown[]).includes(name);

/** Commands for a node of the cluster; its address is `node.<id>`. */
export const NODE_COMMANDS = ['drain', 'undrain'] as const;
export type NodeCommand = (typeof NODE_COMMANDS)[number];

/** Commands of whoever runs the machines, for any actor. */
export const OPERATOR_COMMANDS = ['restart'] as const;
export type OperatorCommand = (typeof OPERATOR_COMMANDS)[number];
export const isOperatorCommand = (name: unknown): name is OperatorCommand =>
  (OPERATOR_COMMANDS as readonly unknown[]).includes(name);
export type Command = ActorCommand | NodeCommand | OperatorCommand;

const NODE = 'node.';
export const addressOfNode = (node: string): string => `${NODE}${node}`;

export interface CommandRecord {
  readonly id: string;
  readonly address: string;
  readonly command: Command;
  readonly by: string;
  readonly reason: string;
  readonly status: 'pending' | 'acknowledged' | 'failed';
  /** Error type and words of a failed command. */
  readonly code: string | null;
  readonly message: string | null;
  /** ISO 8601 UTC. */
  readonly requestedAt: string;
  readonly settledAt: string | null;
}

export interface CommandRequest {
  readonly address: string;
  readonly command: Command;
  /** Who asks. */
  readonly caller: Caller;
  readonly reason: string;
  readonly idempotencyKey?: string | undefined;
}

const DOUBLE_CLICK_MS = 1_500;
const ANSWER_MS = 10_000;
const FLATTEN_ANSWER_MS = 60_000;
const REMEMBERED = 2_000;

export type CommandDesk = ReturnType<typeof commandDesk>;

/** Takes commands for actors and nodes, sends each once and remembers what became of it. */
export const commandDesk = (deps: { actors: BrokerFace; clock: WallClock; log: Log }) => {
  const { actors, clock, log } = deps;
  const byId = new Map<string, CommandRecord>();
  const byKey = new Map<string, string>();
  const latest = new Map<string, string>();
  const listeners = new Set<(address: string) => void>();
  const iso = (): string => new Date(clock.now()).toISOString();

  const remember = (record: CommandRecord): void => {
    byId.set(record.id, record);
    for (const listener of listeners) listener(record.address);
  };

  const audit = (record: CommandRecord, outcome: string, caller: Caller): void => {
    const { id: commandId, by, address, command } = record;
    actors
      .call('records.audit-command', { commandId, by, address, command, outcome }, caller)
      .catch((error: unknown) => log.warn({ err: error, commandId, address, command, outcome }, 'command not audited'));
  };

  const settle = (id: string, caller: Caller, outcome: { code: string; message: string } | undefined): void => {
    const record = byId.get(id);
    if (record?.status !== 'pending') return; // K3
    remember({
      ...record,
      status: outcome ? 'failed' : 'acknowledged',
      code: outcome?.code ?? null,
      message: outcome?.message ?? null,
      settledAt: iso(),
    });
    audit(record, outcome ? `failed ${outcome.code}` : 'acknowledged', caller);
    log.info(
      { commandId: id, address: record.address, command: record.command, outcome: outcome?.code ?? 'acknowledged' },
      'command settled',
    );
  };

  const send = (record: CommandRecord, caller: Caller): void => {
    const { id, address, command, by, reason } = record;
    const params = { commandId: id, by, reason };
    const waitMs = command === 'stop-and-flatten' ? FLATTEN_ANSWER_MS : ANSWER_MS;
    const silent = clock.setTimer(waitMs, () =>
      settle(id, caller, {
        code: 'COMMAND_TIMEOUT',
        message: `No answer within ${waitMs / 1000} s; it may still be carried out.`,
      }),
    );
    const [action, about] = calledBy(command, address);
    actors
      .call(action, { ...about, ...params }, caller)
      .then(
        () => settle(id, caller, undefined),
        (error: unknown) => {
          const { code, detail } = problemOf(error);
          settle(id, caller, { code, message: detail });
        },
      )
      .finally(silent);
  };

  const known = (request: CommandRequest): CommandRecord | undefined => {
    if (request.idempotencyKey !== undefined) {
      const record = byId.get(byKey.get(keyOf(request)) ?? '');
      if (record && (record.address !== request.address || record.command !== request.command)) {
        throw new DashboardError(
          'IDEMPOTENCY_KEY_REUSED',
          `This idempotency key already names ${record.command} of ${record.address}.`,
          { field: 'Idempotency-Key' },
        );
      }
      return record; // K2
    }
    const last = byId.get(latest.get(request.address) ?? '');
    const same = last?.command === request.command && last.by === request.caller.user;
    return same && (last.status === 'pending' || clock.now() - Date.parse(last.requestedAt) < DOUBLE_CLICK_MS)
      ? last
      : undefined; // K1
  };

  return {
    /** The command's record at once, pending; the same record for a repetition. */
    request(request: CommandRequest): CommandRecord {
      const before = known(request);
      if (before) return before;
      const { address, command, caller, reason } = request;
      const record: CommandRecord = {
        id: randomUUID(),
        address,
        command,
        by: caller.user,
        reason,
        status: 'pending',
        code: null,
        message: null,
        requestedAt: iso(),
        settledAt: null,
      };
      if (request.idempotencyKey !== undefined) byKey.set(keyOf(request), record.id);
      latest.set(address, record.id);
      remember(record);
      forgetOldest(byId, byKey, latest);
      audit(record, 'requested', caller);
      send(record, caller);
      return record;
    },
    find: (id: string): CommandRecord | undefined => byId.get(id),
    /** The newest command for an actor, whatever became of it. */
    latest: (address: string): CommandRecord | undefined => byId.get(latest.get(address) ?? ''),
    onChange(listener: (address: string) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** The action that carries a command out, and what it says beside who asks and why. */
const calledBy = (command: Command, address: string): readonly [action: string, params: Record<string, string>] => {
  switch (command) {
    case 'start':
    case 'stop-and-flatten':
      return [`troupe.${command}`, { address }];
    case 'drain':
    case 'undrain':
      return [`troupe.${command}`, { node: address.slice(NODE.length) }];
    default:
      return [`${address}.${command}`, {}];
  }
};

const keyOf = (request: CommandRequest): string => `${request.caller.user} ${request.idempotencyKey}`;

const forgetOldest = (
  byId: Map<string, CommandRecord>,
  byKey: Map<string, string>,
  latest: Map<string, string>,
): void => {
  if (byId.size <= REMEMBERED) return;
  const [oldest] = byId.keys();
  if (oldest === undefined) return;
  const record = byId.get(oldest);
  byId.delete(oldest);
  if (record && latest.get(record.address) === oldest) latest.delete(record.address);
  for (const [key, id] of byKey) if (id === oldest) byKey.delete(key);
};
