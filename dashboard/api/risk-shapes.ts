// Shapes of what the API answers about risk.
import { z } from 'zod';
import { time } from './shapes.ts';

const some = z.looseObject({ scope: z.string().exactOptional() });

export const riskShape = z
  .looseObject({
    ...{ approveLoosening: z.boolean(), through: z.number() },
    latches: z.array(z.looseObject({ scope: z.string(), state: z.string(), reason: z.string(), by: z.string() })),
    limits: z.array(
      z.looseObject({ scope: z.string(), limit: z.string(), value: z.string().nullable(), version: z.int() }),
    ),
    ...{ limitNames: z.array(z.string()), rules: z.array(z.unknown()), events: z.number() },
    ...{ proposals: z.array(z.looseObject({ id: z.string(), scope: z.string(), limit: z.string() })) },
    controls: z.array(z.looseObject({ seq: z.int(), kind: z.string(), by: z.string(), at: time })),
  })
  .meta({ id: 'Risk' });

export const limitsShape = z.strictObject({
  limits: riskShape.shape.limits,
  approveLoosening: z.boolean(),
  catalog: z.record(z.string(), z.looseObject({ unit: z.string() })),
});

export const limitVersionShape = some.meta({ id: 'LimitVersion' });
export const controlShape = z
  .looseObject({ seq: z.int(), scope: z.string().exactOptional(), by: z.string().exactOptional() })
  .meta({ id: 'RiskControl' });
export const breachShape = z.looseObject({ account: z.string().exactOptional() }).meta({ id: 'Breach' });

export const issuedShape = z
  .strictObject({
    status: z.enum(['issued', 'awaits-approval', 'withdrawn']),
    ...{ control: z.int().exactOptional(), version: z.int().exactOptional(), proposal: z.string().exactOptional() },
  })
  .meta({ id: 'RiskAnswer' });
