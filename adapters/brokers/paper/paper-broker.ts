import type { RestingBook } from '../../../actors/domain/resting-book.ts';
import type { VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { BrokerPort } from '../../../actors/ports/broker.ts';
import { noFaults, VenueTimeout, VenueUnavailable, type VenueCall, type VenueFaults } from './venue-faults.ts';

export interface PaperBrokerDeps {
  /** The venue's orders; `restore` rebuilds them, nothing else keeps them. */
  readonly book: RestingBook;
  readonly venue?: string;
  readonly faults?: VenueFaults;
}

/** A simulated venue that fills from the bars it is handed; it has no clock, no storage and no randomness of its own. */
export function paperBroker({ book, venue = 'paper', faults = noFaults }: PaperBrokerDeps): BrokerPort {
  const attempts = new Map<string, number>();

  /** Makes the call as its fault wants it; `rejected` is left to the caller. */
  async function call<Answer extends readonly VenueEvent[] | undefined>(
    operation: VenueCall['operation'],
    clientOrderId: string,
    perform: (rejected: boolean) => Answer,
  ): Promise<Answer> {
    if (faults === noFaults) return perform(false);
    const key = `${operation}/${clientOrderId}`;
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    const made: VenueCall = { operation, clientOrderId, attempt };
    const fault = faults(made);
    if (fault === 'unavailable') throw new VenueUnavailable(made);
    if (fault === 'lost') throw new VenueTimeout(made);
    const answer = perform(fault === 'rejected');
    if (fault === 'unanswered') throw new VenueTimeout(made);
    return fault === 'duplicated' && answer !== undefined ? ([...answer, ...answer] as unknown as Answer) : answer;
  }

  return {
    venue,
    simulated: true,
    submit: (order) =>
      call('submit', order.clientOrderId, (rejected) =>
        book.submit(order, rejected ? 'VENUE_REJECTED: fault=provoked' : undefined),
      ),
    cancel: (clientOrderId, at) => call('cancel', clientOrderId, () => book.cancel(clientOrderId, at)),
    query: (clientOrderId) => call('query', clientOrderId, () => book.query(clientOrderId)),
    async advance(request) {
      return book.advance(request);
    },
    async restore(account, orders) {
      book.restore(account, orders);
      return undefined;
    },
  };
}
