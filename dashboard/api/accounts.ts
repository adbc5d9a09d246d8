import { z } from 'zod';
import { type Endpoint, endpoint } from './endpoint.ts';
import { accountShape } from './shapes.ts';

/** The accounts that one may trade on, and the first of one's own. */
export const accountEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ method: 'get', path: '/api/v1/accounts', tag: 'Accounts', summary: 'Accounts, with what is on them' },
    ...{ permission: 'trade:read', answer: z.strictObject({ accounts: z.array(accountShape) }) },
    handle: async (_, { troupe }) => ({ accounts: await troupe.accounts() }),
  }),
  endpoint({
    ...{ method: 'post', path: '/api/v1/accounts', tag: 'Accounts', status: 201 },
    summary: 'Open the paper account that one begins with; asked for again, it is the same',
    ...{ permission: 'trade:command', body: z.strictObject({}), example: {} },
    answer: z.strictObject({ account: z.string() }),
    handle: async (_, { call }) => (await call('troupe.open-account', {})) as { readonly account: string },
  }),
];
