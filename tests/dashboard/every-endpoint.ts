// All endpoints of the API as they are served, with a good value for each parameter that a path may have.
import { apiEndpoints } from '../../dashboard/api/endpoints.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Endpoint } from '../../dashboard/api/endpoint.ts';
import type { FakeTroupe } from '../support/fake-troupe.ts';

/** The endpoints; what they do is not asked of these. */
export const everyEndpoint = (): readonly Endpoint[] =>
  apiEndpoints({ clock: systemClock(), identification: { forget: () => {} } });

/** What stands in a path for an address, an id, a node … of the copying troupe. */
export const goodPath = ({ path, method }: Endpoint): string => {
  const id = path.includes('/backtests/')
    ? backtestOf({ path, method })
    : path.includes('/providers/')
      ? 'trend'
      : path.includes('/follows/')
        ? 'bob-trend'
        : path.includes('/manual/')
          ? 'alice-desk'
          : path.includes('/trades/')
            ? 'subscription.alice-sma~000000001'
            : path.includes('/dead-letters/')
              ? '1'
              : path.includes('/proposals/') ||
                  path.includes('/sessions/') ||
                  path.includes('/keys/') ||
                  path.includes('/commands/')
                ? 'none'
                : 'alice-sma';
  const values: Readonly<Record<string, string>> = {
    id,
    address: 'subscription.alice-sma',
    node: 'worker-1',
    seq: '1',
    user: 'uma',
    stream: 'bars.SPX.1d',
  };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? 'x'));
};

/** One that goes on for what ends it, one that is done for what is read. */
const backtestOf = ({ path, method }: Pick<Endpoint, 'path' | 'method'>): string =>
  method === 'delete' ? 'queued1' : path.endsWith('/cancel') ? 'running1' : 'done1';

/** Answers what the copying troupe has not: nodes, controls and changes of risk. */
export const withNodes = <Troupe extends FakeTroupe>(troupe: Troupe): Troupe => {
  const { call } = troupe;
  const answers: Readonly<Record<string, unknown>> = {
    'records.risk-controls': { rows: [{ seq: 1, scope: 'platform', by: 'ann' }] },
    'troupe.nodes': [
      { node: 'worker-1', role: 'worker', state: 'up', draining: false, upMs: 1, shards: 256, where: 'here 1' },
      { node: 'worker-2', role: 'worker', state: 'up', draining: false, upMs: 1, shards: 0, where: 'here 2' },
    ],
    'troupe.shards': [{ shard: 0, node: 'worker-1', epoch: 1 }],
    'troupe.drain': {},
    'troupe.undrain': {},
    'troupe.ban': { banned: 1 },
  };
  return {
    ...troupe,
    call: async (action, params) => (Object.hasOwn(answers, action) ? answers[action] : call(action, params)),
  };
};
