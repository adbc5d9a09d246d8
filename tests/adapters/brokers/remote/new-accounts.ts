// Many venues in one process: what is said to it and what it answers is moved to accounts and orders of names that it has
// never heard, so each user of this has a venue to itself.
import type { BrokerPort } from '../../../../actors/ports/broker.ts';
import type { Order } from '../../../../actors/domain/order.ts';
import { venueEventSchema } from '../../../../adapters/brokers/remote/protocol.ts';

let used = 0;

/**
 * A broker on accounts of its own. The venue behind it cannot forget, which the conformance suite asks of a venue without a
 * truth: there a restored account moves on to new names, and so is taken over. With `remembers` it is restored as it stands.
 */
export function onNewAccounts(brokerOf: () => BrokerPort, { remembers = false } = {}): BrokerPort {
  const base = (used += 1);
  const moves = new Map<string, number>();
  const ownerOf = new Map<string, string>();

  const prefixOf = (account: string): string => `v${base}m${moves.get(account) ?? 0}~`;
  const idOf = (id: string): string => {
    const owner = ownerOf.get(id);
    return (owner === undefined ? `v${base}m~` : prefixOf(owner)) + id;
  };
  const moved = (order: Order): Order => {
    ownerOf.set(order.clientOrderId, order.account);
    const prefix = prefixOf(order.account);
    return {
      ...order,
      account: prefix + order.account,
      clientOrderId: prefix + order.clientOrderId,
      ...(order.parentOrderId !== undefined && { parentOrderId: prefix + order.parentOrderId }),
    };
  };
  const back = <Answer>(answer: Answer): Answer =>
    answer === undefined
      ? answer
      : (venueEventSchema
          .array()
          .parse(JSON.parse(JSON.stringify(answer).replaceAll(/v\d+m\d*~/g, ''))) as unknown as Answer);

  return {
    venue: 'remote',
    simulated: true,
    submit: async (order) => back(await brokerOf().submit(moved(order))),
    cancel: async (id, at) => back(await brokerOf().cancel(idOf(id), at)),
    query: async (id) => back(await brokerOf().query(idOf(id))),
    advance: async (request) =>
      back(await brokerOf().advance({ ...request, account: prefixOf(request.account) + request.account })),
    async restore(account, orders) {
      if (!remembers) {
        for (const [id, owner] of ownerOf) if (owner === account) ownerOf.delete(id);
        moves.set(account, (moves.get(account) ?? 0) + 1);
      }
      return brokerOf().restore(
        prefixOf(account) + account,
        orders.map((resting) => ({ ...resting, order: moved(resting.order) })),
      );
    },
  };
}
