import { ActorError } from '../../runtime/errors.ts';
import { shardOf } from '../../runtime/shard.ts';
import { decimal } from '../domain/decimal.ts';
import { parseParameters, strategyNamed } from '../strategy/catalog.ts';
import { parseSubscriptionConfig } from '../subscription/subscription-config.ts';
import type { AccountView, LaneView, StartStrategyRequest } from '../views.ts';
import type { NewActor } from './default-troupe.ts';
import { instrumentOfLane } from './instruments.ts';

export interface Stage {
  readonly lanes: readonly LaneView[];
  readonly accounts: readonly AccountView[];
  readonly newId: () => string;
}

/**
 * The strategy and the subscription that a user's request asks for, ready to be spawned. Both begin with the next bar.
 * Throws ActorError with the form's field in `data.field`.
 */
export function castStrategy(
  request: StartStrategyRequest,
  stage: Stage,
): { strategy: string; subscription: string; records: NewActor[] } {
  const kind = named('strategy', () => strategyNamed(request.strategy));
  const params = parseParameters(kind, request.params);
  const lane = stage.lanes.find((candidate) => candidate.lane === request.lane);
  if (lane === undefined)
    throw refused(
      'lane',
      `there is no stream of bars ${request.lane}; there are ${stage.lanes.map(({ lane: name }) => name).join(', ')}`,
    );
  const account = stage.accounts.find((candidate) => candidate.account === request.account);
  if (account === undefined)
    throw refused(
      'account',
      `there is no running account ${request.account}; there are ${stage.accounts.map(({ account: name }) => name).join(', ')}`,
    );
  const instrument = instrumentOfLane(lane);
  if (!/^\d+(\.\d+)?$/.test(request.allocation) || decimal(request.allocation).isZero())
    throw refused('allocation', `${request.allocation} is not a positive amount`);
  if (decimal(request.allocation).gt(account.unallocated))
    throw refused(
      'allocation',
      `${request.allocation} is more than the ${account.unallocated} ${account.currency} that account ${account.account} has unallocated`,
    );

  const id = stage.newId();
  const strategy = `strategy.${id}`;
  const subscription = `subscription.${id}`;
  const { stopLoss, takeProfit, trailingStop } = request;
  const config = {
    owner: request.by,
    account: account.account,
    strategy,
    lane: lane.lane,
    instrument,
    allocation: request.allocation,
    sizing: request.sizing,
    direction: request.direction,
    ...(stopLoss !== undefined && { stopLoss }),
    ...(takeProfit !== undefined && { takeProfit }),
    ...(trailingStop !== undefined && { trailingStop }),
    after: lane.bars,
  };
  parseSubscriptionConfig(config);
  const common = { desired: 'running', ordinal: lane.bars + 1, owner: request.by } as const;
  return {
    strategy,
    subscription,
    records: [
      {
        ...common,
        address: strategy,
        kind: 'strategy',
        config: {
          strategy: kind.name,
          params,
          lane: lane.lane,
          owner: request.by,
          published: false,
          after: warmUpFrom(lane.bars, kind.warmUp(params)),
        },
        shard: shardOf(strategy),
      },
      {
        ...common,
        address: subscription,
        kind: 'subscription',
        parent: `desk.${account.account}`,
        config,
        shard: shardOf(`account.${account.account}`),
      },
    ],
  };
}

/** Indicators are warmed on bars that are there already, so the first signal does not wait for as many new ones. */
const WARM_UPS = 3;
const warmUpFrom = (bars: number, warmUp: number): number => Math.max(0, bars - WARM_UPS * warmUp);

const refused = (field: string, message: string): ActorError => new ActorError('INVALID_REQUEST', message, { field });

function named<Value>(field: string, find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    throw error instanceof ActorError
      ? new ActorError(error.type, error.message, { ...error.data, field }, { cause: error })
      : error;
  }
}
