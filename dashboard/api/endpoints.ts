// All endpoints of the API, and the document that tells of them.
import { z } from 'zod';
import type { WallClock } from '../face.ts';
import { accountEndpoints } from './accounts.ts';
import { actorEndpoints } from './actors.ts';
import { backtestEndpoints } from './backtests.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { followEndpoints, manualEndpoints } from './follows.ts';
import { messagingEndpoints } from './messaging.ts';
import { nodeEndpoints } from './nodes.ts';
import { openApi } from './openapi.ts';
import { overviewEndpoints } from './overview.ts';
import { peopleEndpoints } from './people.ts';
import { providerEndpoints } from './providers.ts';
import { recordEndpoints } from './records.ts';
import { reportEndpoints } from './reports.ts';
import { riskChangeEndpoints } from './risk-changes.ts';
import { riskEndpoints } from './risk.ts';
import { strategyEndpoints } from './strategies.ts';
import { tradeEndpoints } from './trades.ts';

export const apiEndpoints = ({ clock }: { readonly clock: WallClock }): readonly Endpoint[] => {
  const all: readonly Endpoint[] = [
    ...overviewEndpoints(clock),
    ...strategyEndpoints(clock),
    ...tradeEndpoints,
    ...backtestEndpoints(clock),
    ...recordEndpoints,
    ...reportEndpoints,
    ...manualEndpoints,
    ...providerEndpoints,
    ...followEndpoints,
    ...riskEndpoints,
    ...riskChangeEndpoints,
    ...accountEndpoints,
    ...actorEndpoints,
    ...nodeEndpoints,
    ...messagingEndpoints,
    ...peopleEndpoints,
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
