// Where people and machines reach a node: the dashboard, or of a worker its health and metrics.
import { randomBytes } from 'node:crypto';
import { createDashboard, type DashboardDeps } from '../../dashboard/dashboard.ts';
import { statusServer } from '../../dashboard/status-server.ts';
import type { Ground } from './ground.ts';
import type { NodePlan } from './node-plan.ts';

/** Resolves when requests are taken. Throws PORT_IN_USE. */
export function openDoor(
  { environment, log }: Ground,
  role: NodePlan['role'],
  deps: Pick<DashboardDeps, 'actors' | 'metrics' | 'clock'>,
): ReturnType<typeof statusServer> {
  const { host, port, isBehindProxy, publicUrl, origins } = environment;
  if (role === 'worker') return statusServer(deps, host, port);
  return createDashboard({
    ...{ ...deps, log, isBehindProxy, origins },
    hosts: publicUrl === undefined ? [] : [new URL(publicUrl).hostname],
    csrfSecret: randomBytes(32).toString('base64url'),
  }).listen(host, port);
}
