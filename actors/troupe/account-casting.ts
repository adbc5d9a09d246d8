// A1. An account is three actors: its supervisor, its risk monitor first below it, and the desk that everything trading on it hangs from.
import { shardOf } from '../../runtime/shard.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';

export type NewActor = Omit<ActorRecord, 'createdAt'>;

const LIMITS = { maxOrderNotional: '250000', maxOpenOrders: 50, maxOrdersPerMinute: 60, priceCollar: 0.5 };

/** What a person begins with, in USD of paper. */
export const PAPER_DEPOSIT = '100000';

/** A paper account with its risk monitor first and then the actors that trade on it, in the order they start. */
export function castAccount(id: string, owner: string, deposit: string, trading: readonly NewActor[] = []): NewActor[] {
  const shard = shardOf(`account.${id}`);
  const common = { desired: 'running', owner, shard } as const;
  const config = {
    owner,
    venue: 'paper',
    simulatedVenue: true,
    currency: 'USD',
    deposit,
    commissionRate: 0.0005,
    limits: LIMITS,
    equityEveryMs: 3_600_000,
  };
  return [
    { ...common, address: `account.${id}`, kind: 'account', config: {}, ordinal: 0 },
    { ...common, address: `risk-monitor.${id}`, kind: 'risk-monitor', parent: `account.${id}`, config, ordinal: 0 },
    { ...common, address: `desk.${id}`, kind: 'desk', parent: `account.${id}`, config: {}, ordinal: 1 },
    ...trading.map((actor, index) => ({ ...actor, ordinal: index })),
  ];
}

/** The account that somebody begins with, under an id that is made of their name. */
export const firstAccountId = (owner: string): string => `${owner.replaceAll('.', '_')}-paper`;
