import { ActorError } from '../../runtime/errors.ts';
import { shardOf } from '../../runtime/shard.ts';
import { decimal } from '../domain/decimal.ts';
import type { AccountView, LaneView, StartStrategyRequest } from '../start-views.ts';
import { parseParameters, strategyNamed } from '../strategy/catalog.ts';
import { parseSubscriptionConfig } from '../subscription/subscription-config.ts';
import type { NewActor } from './account-casting.ts';
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
  const lane = laneNamed(request.lane, stage.lanes);
  const account = accountNamed(request.account, stage.accounts);
  const instrument = instrumentOfLane(lane);
  requireFree(request.allocation, account);

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

/** The stream of bars of that name. Throws ActorError. */
export function laneNamed(name: string, lanes: readonly LaneView[]): LaneView {
  const lane = lanes.find((candidate) => candidate.lane === name);
  if (lane !== undefined) return lane;
  throw refused(
    'lane',
    `there is no stream of bars ${name}; there are ${lanes.map(({ lane: known }) => known).join(', ')}`,
  );
}

/** The running account of that name. Throws ActorError. */
export function accountNamed(name: string, accounts: readonly AccountView[]): AccountView {
  const account = accounts.find((candidate) => candidate.account === name);
  if (account !== undefined) return account;
  throw refused(
    'account',
    `there is no running account ${name}; there are ${accounts.map(({ account: known }) => known).join(', ')}`,
  );
}

/** Throws ActorError unless the account has so much cash that nobody has been given. */
export function requireFree(allocation: string, { account, currency, unallocated }: AccountView): void {
  if (!/^\d+(\.\d+)?$/.test(allocation) || decimal(allocation).isZero())
    throw refused('allocation', `${allocation} is not a positive amount`);
  if (decimal(allocation).gt(unallocated))
    throw refused(
      'allocation',
      `${allocation} is more than the ${unallocated} ${currency} that account ${account} has unallocated`,
    );
}

export const refused = (field: string, message: string): ActorError =>
  new ActorError('INVALID_REQUEST', message, { field });

function named<Value>(field: string, find: () => Value): Value {
  try {
    return find();
  } catch (error) {
    throw error instanceof ActorError
      ? new ActorError(error.type, error.message, { ...error.data, field }, { cause: error })
      : error;
  }
}
