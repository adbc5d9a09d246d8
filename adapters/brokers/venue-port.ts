import type { VenueEvent } from '../../actors/domain/matching-venue.ts';
import type { BrokerPort, MatchedThrough, VenueHoldings, VenueRequest } from '../../actors/ports/broker.ts';

/** Carries the requests of risk monitors to a venue's adapter. */
export const venuePort =
  (broker: BrokerPort, holdings: VenueHoldings) =>
  (
    _actor: string,
    asked: unknown,
  ): Promise<readonly VenueEvent[] | Awaited<ReturnType<VenueHoldings>> | MatchedThrough | undefined> => {
    const request = asked as VenueRequest;
    switch (request.kind) {
      case 'restore':
        return broker.restore(request.account, request.orders);
      case 'submit':
        return broker.submit(request.order);
      case 'cancel':
        return broker.cancel(request.clientOrderId, request);
      case 'query':
        return broker.query(request.clientOrderId);
      case 'advance':
        return broker.advance(request);
      case 'holdings':
        return holdings(request.account);
    }
  };
