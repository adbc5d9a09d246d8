import { parseInstrument, type Instrument } from '../domain/instrument.ts';
import type { LaneView } from '../start-views.ts';

/** Instrument definitions by symbol token, as configs of subscriptions hold them. */
const INSTRUMENTS: Readonly<Record<string, object>> = {
  SP500: {
    symbol: 'SP500',
    kind: 'index',
    quoteCurrency: 'USD',
    tickSize: '0.000001',
    lotSize: '0.0001',
    sessions: '24/7',
    basis: 'sessions',
    simulated: false,
  },
  'SIM-EURUSD': {
    symbol: 'SIM.EURUSD',
    kind: 'forex',
    quoteCurrency: 'USD',
    tickSize: '0.00001',
    lotSize: '1',
    sessions: '24/7',
    simulated: true,
  },
};

export const instrumentNamed = (symbolToken: string): object =>
  INSTRUMENTS[symbolToken] ?? {
    symbol: symbolToken,
    kind: 'equity',
    quoteCurrency: 'USD',
    tickSize: '0.00000001',
    lotSize: '0.00000001',
    sessions: '24/7',
    simulated: false,
  };

/** The instrument of a stream of bars; one that came as a bare CSV file trades in steps of 1e-8. */
export const instrumentOfLane = (lane: Pick<LaneView, 'symbolToken' | 'simulated'>): object => ({
  ...instrumentNamed(lane.symbolToken),
  simulated: lane.simulated,
});

const bySymbol = new Map(
  Object.keys(INSTRUMENTS).map((token) => [
    parseInstrument(instrumentNamed(token)).symbol,
    parseInstrument(instrumentNamed(token)),
  ]),
);

/** What a simulated venue needs to know of a traded symbol. */
export const tradedInstrument = (symbol: string): Instrument =>
  bySymbol.get(symbol) ?? parseInstrument(instrumentNamed(symbol));
