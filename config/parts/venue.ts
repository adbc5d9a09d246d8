// Where the actors of a node trade: a venue of its own on paper, or one elsewhere.
import { fillModel } from '../../actors/domain/fill-model.ts';
import { restingBook } from '../../actors/domain/resting-book.ts';
import { tradedInstrument } from '../../actors/troupe/instruments.ts';
import { paperBroker } from '../../adapters/brokers/paper/paper-broker.ts';
import { EPOCH_HEADER, NODE_HEADER } from '../../adapters/brokers/remote/protocol.ts';
import { remoteBroker } from '../../adapters/brokers/remote/remote-broker.ts';
import { venuePort } from '../../adapters/brokers/venue-port.ts';
import { filledHoldings } from '../../adapters/postgres/venue-holdings.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { Around } from './around.ts';
import type { Ground } from './ground.ts';

const COMMISSION_RATE = 0.0005;
const SLIPPAGE_BPS = 1;

/** The venue of `TROUPE_VENUE_URL`, told which node asks and by which epoch; without one the paper broker. */
export function venueOf(
  { environment, onEnd }: Ground,
  { node, member, stores: { source } }: Around,
): ReturnType<typeof venuePort> {
  if (environment.venueUrl !== undefined) {
    const remote = remoteBroker({
      url: environment.venueUrl,
      headers: (account) => {
        const shard = account === undefined ? undefined : shardOf(`account.${account}`);
        const epoch = shard === undefined ? undefined : member().keeper.holding.get(shard);
        return { [NODE_HEADER]: node, ...(epoch !== undefined && { [EPOCH_HEADER]: String(epoch) }) };
      },
    });
    onEnd(() => remote.close());
    return venuePort(remote, remote.holdings);
  }
  const model = fillModel({ commissionRate: COMMISSION_RATE, slippageBps: SLIPPAGE_BPS });
  const paper = paperBroker({ book: restingBook({ model, instrumentOf: tradedInstrument }) });
  return venuePort(paper, filledHoldings(source));
}
