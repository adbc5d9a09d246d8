import type { LaneView } from '../start-views.ts';
import type { ActorView } from '../views.ts';

interface MarketData {
  readonly state: string;
  readonly symbolToken: string;
  readonly timeframe: string;
  readonly simulated: boolean;
  readonly description: string;
  readonly streams: readonly {
    readonly stream: string;
    readonly timeframe: string;
    readonly bars: number;
    readonly lastClose: string | null;
  }[];
  readonly lastBar: { readonly close: number } | null;
}

/** The streams of bars that the market-data actors publish. */
export const lanesOf = (actors: readonly ActorView[]): LaneView[] =>
  actors.flatMap((actor) => {
    const data = marketDataOf(actor);
    if (data === undefined) return [];
    return data.streams.map(({ stream, timeframe, bars, lastClose }) => ({
      lane: stream,
      instrument: data.symbolToken,
      symbolToken: data.symbolToken,
      timeframe,
      simulated: data.simulated,
      description: data.description,
      bars,
      lastClose: data.lastBar?.close ?? null,
      lastBarAt: lastClose,
      lastHeardAt: actor.lastTurnAt,
      status: statusOf(actor, data),
    }));
  });

/** Undefined for another kind, and for an actor that has not said anything of itself yet. */
const marketDataOf = ({ kind, state }: ActorView): MarketData | undefined =>
  kind === 'market-data' && state['streams'] !== undefined ? (state as unknown as MarketData) : undefined;

function statusOf(actor: ActorView, { state }: MarketData): LaneView['status'] {
  if (actor.lifecycle === 'stopped') return 'stopped';
  if (actor.lifecycle === 'faulted' || state === 'feed failed') return 'failed';
  if (state === 'complete' || state === 'paused') return state;
  return 'running';
}
