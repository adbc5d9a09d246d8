import type { CachedView } from '../../actors/ports/shared-cache.ts';
import type { ActorView } from '../../actors/views.ts';

/** The view of a running actor, as `worker-1` sees it. */
export const viewOf = (address: string, fields: Partial<ActorView> = {}): ActorView => ({
  ...{ address, kind: address.slice(0, address.indexOf('.')), parent: null, owner: 'ann', node: 'worker-1' },
  ...{ lifecycle: 'running', since: '2024-01-01T00:00:00.000Z', restarts: 0, lastCause: null },
  ...{ tradingState: 'ACTIVE', tradingStateReason: null, mailbox: { depth: 0, oldestAgeMs: 0, dropped: 0 } },
  ...{ turns: 3, lastTurnAt: '2024-01-01T00:01:00.000Z', state: {} },
  ...fields,
});

/** The same as a node puts it into the cache. */
export const cachedView = (
  address: string,
  fields: Partial<ActorView> = {},
  { epoch = 1, version = 1 }: { epoch?: number; version?: number } = {},
): CachedView<ActorView> => ({ epoch, version, view: viewOf(address, fields) });
