// Shapes of what the API answers about copying.
import { z } from 'zod';

const figures = z.record(z.string(), z.unknown());
const state = { owner: z.string(), lifecycle: z.string(), tradingState: z.string().nullable() };

const providerShape = z
  .looseObject({ provider: z.string(), ...state, profile: figures, reputation: figures })
  .meta({ id: 'Provider' });

export const rankingShape = z.strictObject({
  ranked: z.array(z.looseObject({ place: z.int(), score: z.number(), ...providerShape.shape })),
  tooYoung: z.array(providerShape),
});

export const profileShape = providerShape
  .extend({ tradingStateReason: z.string().nullable(), delivery: figures })
  .meta({ id: 'ProviderProfile' });

export const providerEntryShape = z
  .looseObject({ seq: z.int().exactOptional(), kind: z.string().exactOptional() })
  .meta({ id: 'ProviderEntry' });

export const deliveryShape = z.strictObject({ provider: z.string(), seq: z.int(), delivery: figures });

export const followShape = z.looseObject({ follower: z.string(), now: figures.nullable() }).meta({ id: 'Follow' });

export const copyShape = z.looseObject({ seq: z.int().exactOptional() }).meta({ id: 'Copy' });

export const statementShape = z
  .looseObject({
    ...{ follower: z.string(), provider: z.string(), currency: z.string() },
    days: z.array(z.looseObject({ day: z.string() })),
  })
  .meta({ id: 'Statement' });

/** What an actor answers to a command, by its kind. */
export const answeredShape = z.looseObject({}).meta({ id: 'Answered' });
