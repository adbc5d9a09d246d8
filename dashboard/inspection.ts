// What operators look at inside an actor; a dump is audited before anything of it is handed over.
import { randomUUID } from 'node:crypto';
import type { SnapshotRow } from '../actors/domain/messaging-rows.ts';
import { type Caller, may } from '../actors/domain/people/caller.ts';
import type { ActorDumpView, ActorTraceView } from '../actors/messaging-views.ts';
import type { ActorView } from '../actors/views.ts';
import type { BrokerFace } from './face.ts';
import { ActorNotFound, Forbidden } from './problem.ts';
import { withoutSecrets } from './secrets.ts';
import type { TroupeReads } from './troupe-reads.ts';

/** An actor from within, as far as it can be had: of one that is gone, what was seen of it last. */
export interface Dump {
  readonly address: string;
  readonly view: ActorView;
  readonly trace: ActorTraceView | null;
  readonly config: unknown;
  readonly state: unknown;
  /** Where `state` is from: the actor as it runs, or what it last wrote down, and when. */
  readonly stateOf: { readonly kind: 'running' } | { readonly kind: 'snapshot'; readonly savedAt: string } | null;
}

/** Rejects with FORBIDDEN, and with ACTOR_NOT_FOUND for what is not there for whoever asks. */
export interface OwnInspection {
  /** Its last messages and restarts; null where its node does not tell. */
  trace(address: string): Promise<ActorTraceView | null>;
  /** What an actor wrote down last; null for none. */
  snapshot(address: string): Promise<SnapshotRow | null>;
  dump(address: string): Promise<Dump>;
}

export const inspectionOf = (actors: BrokerFace, caller: Caller, troupe: TroupeReads): OwnInspection => {
  const seen = async (address: string, permission: 'topology:read' | 'topology:command'): Promise<ActorView> => {
    if (!may(caller, permission)) throw new Forbidden(caller.user, permission);
    const view = await troupe.find(address);
    if (view === undefined) throw new ActorNotFound(address);
    return view;
  };
  const snapshotOf = async (actor: string): Promise<SnapshotRow | null> => {
    const row = (await actors.call('messaging.snapshot', { actor }, caller)) as SnapshotRow | null;
    return row === null ? null : { ...row, state: withoutSecrets(row.state) };
  };
  return {
    trace: async (address) => {
      await seen(address, 'topology:read');
      return (await actors.call(`${address}.trace`, {}, caller).catch(() => null)) as ActorTraceView | null;
    },
    snapshot: async (address) => {
      await seen(address, 'topology:read');
      return snapshotOf(address);
    },
    dump: async (address) => {
      const view = await seen(address, 'topology:command');
      const deed = { commandId: randomUUID(), by: caller.user, address, command: 'dump', outcome: 'done' };
      await actors.call('records.audit-command', deed, caller);
      const dump = (await actors.call(`${address}.dump`, {}, caller).catch(() => undefined)) as
        ActorDumpView | undefined;
      const running = dump !== undefined && dump.saved !== null;
      const snapshot = running ? null : await snapshotOf(address).catch(() => null);
      const whole: Dump = {
        ...{ address, view: dump?.view ?? view, trace: dump?.trace ?? null, config: dump?.config ?? null },
        state: running ? dump.saved : (snapshot?.state ?? null),
        stateOf: running ? { kind: 'running' } : snapshot && { kind: 'snapshot', savedAt: snapshot.savedAt },
      };
      return withoutSecrets(whole) as Dump;
    },
  };
};
