// Fills and orders in pages, newest first, and the check of the ledger.
import { z } from 'zod';
import { type Endpoint, endpoint, flag, nextCursor, paged, text } from './endpoint.ts';
import { fillShape, ledgerShape, orderShape } from './shapes.ts';

const rows = { actor: text(500).exactOptional(), account: text(500).exactOptional(), ...paged };

export const recordEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/fills',
      tag: 'Records',
      summary: 'Fills, newest first',
      permission: 'trade:read',
    },
    query: z.strictObject(rows),
    answer: z.strictObject({ fills: z.array(fillShape), nextCursor }),
    handle: async ({ query }, { troupe }) => {
      const page = await troupe.fills(query);
      return { fills: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/orders',
      tag: 'Records',
      summary: 'Orders, newest first',
      permission: 'trade:read',
    },
    query: z.strictObject({ ...rows, open: flag.exactOptional() }),
    answer: z.strictObject({ orders: z.array(orderShape), nextCursor }),
    handle: async ({ query }, { troupe }) => {
      const page = await troupe.orders(query);
      return { orders: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{ method: 'get', path: '/api/v1/ledger/check', tag: 'Records', summary: 'Work the books out anew and compare' },
    ...{ permission: 'topology:read', answer: ledgerShape },
    handle: async (_, { troupe }) => {
      const { checked, differences } = await troupe.checkLedger();
      return { holds: differences.length === 0, checked, differences };
    },
  }),
];
