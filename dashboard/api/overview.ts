import { may } from '../../actors/domain/people/caller.ts';
import type { WallClock } from '../face.ts';
import { alertsOf, runsOf } from '../troupe-facts.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { overviewShape } from './strategy-shapes.ts';

/** What the overview shows, for programs. */
export const overviewEndpoints = (clock: WallClock): readonly Endpoint[] => [
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/dashboard/overview',
      tag: 'Overview',
      summary: 'How everything stands that one may see',
    },
    ...{ permission: 'trade:read', answer: overviewShape },
    handle: async (_, { troupe, caller }) => {
      const [actors, lanes, accounts, status] = await Promise.all([
        troupe.list(),
        troupe.lanes(),
        troupe.accounts(),
        troupe.status().catch(() => undefined),
      ]);
      const views = runsOf(actors).map(({ view }) => view);
      const runsIt = may(caller, 'topology:read');
      const facts = { actors, lanes: runsIt ? lanes : [], status: runsIt ? status : undefined, now: clock.now() };
      return {
        ...{ at: new Date(clock.now()).toISOString(), accounts },
        strategies: {
          total: views.length,
          running: views.filter(({ lifecycle }) => lifecycle === 'running').length,
          halted: views.filter(({ tradingState }) => tradingState === 'HALTED').length,
          failing: views.filter(({ lifecycle }) => lifecycle === 'faulted' || lifecycle === 'restarting').length,
        },
        alerts: alertsOf(facts).map(({ href: _, ...alert }) => alert),
        lanes,
      };
    },
  }),
];
