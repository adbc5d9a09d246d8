// What holds now, what was said, and what limits have held back, for programs.
import { z } from 'zod';
import { LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import { DashboardError } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { type Endpoint, endpoint, flag, nextCursor, paged, text } from './endpoint.ts';
import { breachShape, controlShape, limitsShape, limitVersionShape, riskShape } from './risk-shapes.ts';

const about = { scope: text(500).exactOptional(), name: text(500).exactOptional() };

/** A number of a row as a path has it. */
const number = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a number: 1, 2, 3 …')
  .transform(Number);

export const riskEndpoints: readonly Endpoint[] = [
  endpoint({
    ...{ method: 'get', path: '/api/v1/risk', tag: 'Risk', summary: 'What the risk supervisor holds to now' },
    ...{ permission: 'risk:read', answer: riskShape },
    handle: (_, { troupe }) => troupe.riskNow(),
  }),
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/risk/limits',
      tag: 'Risk',
      summary: 'Limits in force, and those that there are',
    },
    ...{ permission: 'risk:read', query: z.strictObject(about), answer: limitsShape },
    handle: async ({ query: { scope, name } }, { troupe }) => {
      const { limits, approveLoosening } = await troupe.riskNow();
      return {
        limits: limits.filter((one) => one.scope === (scope ?? one.scope) && one.limit === (name ?? one.limit)),
        ...{ approveLoosening, catalog: LIMITS },
      };
    },
  }),
  endpoint({
    ...{ method: 'get', path: '/api/v1/risk/limits/history', tag: 'Risk', summary: 'Versions of limits, newest first' },
    ...{ permission: 'risk:read', query: z.strictObject({ ...about, current: flag.exactOptional(), ...paged }) },
    answer: z.strictObject({ versions: z.array(limitVersionShape), nextCursor }),
    handle: async ({ query }, { troupe }) => {
      const page = await troupe.riskLimitHistory(query);
      return { versions: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/risk/controls',
      tag: 'Risk',
      summary: 'What was said to all accounts, newest first',
    },
    ...{ permission: 'risk:read', query: z.strictObject(paged) },
    answer: z.strictObject({ controls: z.array(controlShape), nextCursor }),
    handle: async ({ query }, { troupe }) => {
      const page = await troupe.riskControls({ limit: query.limit, cursor: query.cursor });
      return { controls: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
  endpoint({
    ...{
      method: 'get',
      path: '/api/v1/risk/controls/:seq',
      tag: 'Risk',
      summary: 'One control, and who has not taken it',
    },
    ...{ permission: 'risk:read', params: z.strictObject({ seq: number }), answer: controlShape },
    handle: ({ params }, { troupe }) => controlOf(troupe, params.seq),
  }),
  endpoint({
    ...{ method: 'get', path: '/api/v1/risk/breaches', tag: 'Risk', summary: 'What limits held back and rules did' },
    permission: 'risk:read',
    query: z.strictObject({ account: text(500).exactOptional(), actor: text(500).exactOptional(), ...paged }),
    answer: z.strictObject({ breaches: z.array(breachShape), nextCursor }),
    handle: async ({ query }, { troupe }) => {
      const page = await troupe.breaches(query);
      return { breaches: page.rows, nextCursor: page.nextCursor ?? null };
    },
  }),
];

/** A control as it is kept, with who has not taken it as the supervisor says; of one long past, as it is kept alone. */
const controlOf = async (troupe: TroupeReads, seq: number): Promise<object> => {
  const [{ controls }, { rows }] = await Promise.all([troupe.riskNow(), troupe.riskControls({ seq, limit: 1 })]);
  const seen = controls.find((one) => one.seq === seq);
  if (seen === undefined && rows[0] === undefined)
    throw new DashboardError('CONTROL_NOT_FOUND', `There is no control ${seq}.`, { field: 'seq' });
  return { ...rows[0], ...seen };
};
