// All endpoints of the API, and the document that tells of them.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { StartStrategyRequest } from '../../actors/views.ts';
import type { CommandDesk } from '../command-desk.ts';
import type { CopyCommands } from '../copy-commands.ts';
import type { CopyReads } from '../copy-reads.ts';
import type { BrokerFace, WallClock } from '../face.ts';
import type { RiskCommands } from '../risk-commands.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { actorEndpoints } from './actors.ts';
import { copyRequests } from './copy-requests.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { followEndpoints, manualEndpoints } from './follows.ts';
import { nodeEndpoints } from './nodes.ts';
import { openApi } from './openapi.ts';
import { overviewEndpoints } from './overview.ts';
import { providerEndpoints } from './providers.ts';
import { recordEndpoints } from './records.ts';
import { riskChangeEndpoints } from './risk-changes.ts';
import { riskRequests } from './risk-requests.ts';
import { riskEndpoints } from './risk.ts';
import { strategyEndpoints } from './strategies.ts';
import { tradeEndpoints } from './trades.ts';

interface EndpointDeps {
  readonly actors: BrokerFace;
  readonly troupe: TroupeReads;
  readonly copies: CopyReads;
  readonly desk: CommandDesk;
  readonly riskCommands: RiskCommands;
  readonly copyCommands: CopyCommands;
  readonly clock: WallClock;
}

export const apiEndpoints = (deps: EndpointDeps): readonly Endpoint[] => {
  const { actors, troupe, copies, desk, clock } = deps;
  const requests = copyRequests({ commands: deps.copyCommands, clock, newKey: randomUUID });
  const preview = async (request: object): Promise<object> =>
    (await actors.call('troupe.follow-preview', request)) as object;
  const start = (request: StartStrategyRequest): Promise<unknown> => actors.call('troupe.start-strategy', request);
  const all: readonly Endpoint[] = [
    ...overviewEndpoints(troupe, clock),
    ...strategyEndpoints({ troupe, desk, clock, start }),
    ...tradeEndpoints(troupe),
    ...recordEndpoints(troupe),
    ...manualEndpoints({ troupe, requests }),
    ...providerEndpoints({ troupe, copies, requests }),
    ...followEndpoints({ troupe, copies, requests, preview }),
    ...riskEndpoints(troupe),
    ...riskChangeEndpoints({ troupe, requests: riskRequests({ commands: deps.riskCommands, clock }) }),
    ...actorEndpoints({ troupe, desk }),
    ...nodeEndpoints({ troupe, desk }),
  ];
  return [...all, documentEndpoint(all)];
};

const documentEndpoint = (all: readonly Endpoint[]): Endpoint => {
  let made: object | undefined;
  return endpoint({
    ...{ method: 'get', path: '/api/v1/openapi.json', tag: 'Overview', summary: 'All of this as OpenAPI 3.1' },
    ...{ permission: 'trade:read', answer: z.looseObject({ openapi: z.literal('3.1.0') }) },
    handle: () => (made ??= openApi(all)),
  });
};
