// K1. What is held may differ from the target without a new entry: an order was denied or canceled, a restraint is over, an
//     outage was long. Then the difference is asked for, once a bar at most, and only while nothing is on its way.
// K2. What its account denies is asked for again ever more rarely: the limit will not have gone by the next bar.
import { stopVerdict } from '../domain/copy/copy-stop.ts';
import { type CorrectionWord, targetNow } from '../domain/copy/correct-copy.ts';
import type { ProviderBook } from '../domain/copy/copy-entry.ts';
import { decimal, Decimal, ZERO } from '../domain/decimal.ts';
import type { TradingRequest } from '../protocol.ts';
import type { FollowerState } from './follower-state.ts';
import { actionOf, request } from './requests.ts';
import { equityOf, isReady, sceneOf, tradingStateOf } from './scene.ts';

/** Longest wait after denials in a row, in doublings of a bar. */
const MOST_DOUBLINGS = 6;

/** What a bar asks for: a stop that is hit, or the rest of the way to the target. */
export function correct(state: FollowerState): TradingRequest[] {
  if (!isReady(state) || state.leaving?.keep === true) return [];
  const stopped = stopCopying(state);
  return stopped.length > 0 ? stopped : reconcile(state);
}

/** Closes what is held, for a reason of the follower's own; the present round is over for it. */
export function closeAll(state: FollowerState, why: Exclude<CorrectionWord['why'], 'reconcile'>): TradingRequest {
  const { word, ...orders } = targetNow(sceneOf(state, bookOf(state)), why);
  const action = tradingStateOf(state) === 'HALTED' ? ({ kind: 'none' } as const) : actionOf(orders);
  return request(state, action, { word });
}

function stopCopying(state: FollowerState): TradingRequest[] {
  const { settings, config, highestEquity, memory } = state;
  const { copyStopLoss, maxDrawdown, takeProfit } = settings;
  const isWatched = copyStopLoss !== undefined || maxDrawdown !== undefined || takeProfit !== undefined;
  if (!isWatched || memory.mode === 'stopped') return [];
  const equity = equityOf(state);
  const highest = Decimal.max(decimal(highestEquity), equity);
  const hit = stopVerdict(settings, { allocated: config.allocation, equity, highestEquity: highest });
  if (hit === undefined) return [];
  const why = `${hit.kind}: equity=${equity} level=${hit.level}`;
  return [
    request(state, { kind: 'none' }, { word: { kind: 'mode', mode: 'stopped', why, by: state.self } }),
    closeAll(state, 'copy-stop'),
  ];
}

function reconcile(state: FollowerState): TradingRequest[] {
  const { memory, patience, position, working } = state;
  if (working.size > 0 || position < patience.until || tradingStateOf(state) === 'HALTED') return [];
  const reach = reachOf(state);
  if (reach === 'nothing' || (state.book === null && memory.mode !== 'stopped')) return [];
  const scene = sceneOf(state, bookOf(state));
  const { mode } = scene.memory;
  const within = reach === 'reductions' && mode === 'copying' ? 'close_only' : mode;
  const { word, ...orders } = targetNow({ ...scene, memory: { ...scene.memory, mode: within } }, 'reconcile');
  if (orders.orderQuantity.isZero()) return [];
  state.unfinished = false;
  return [request(state, actionOf(orders), { word })];
}

/** How far a correction may go: after an outage that is the follower's choice, after an order that came to nothing all the way. */
function reachOf({ settings, unfinished, memory }: FollowerState): 'everything' | 'reductions' | 'nothing' {
  if (unfinished || memory.mode === 'stopped' || settings.afterOutage === 'reconcile') return 'everything';
  return settings.afterOutage === 'close_only' ? 'reductions' : 'nothing';
}

/** An order of its own came to nothing: it is asked for again, the sooner the fewer were denied before it. */
export function noteUnfinished(state: FollowerState, wasDenied: boolean): void {
  state.unfinished = true;
  if (!wasDenied) return;
  const denials = state.patience.denials + 1;
  state.patience = { denials, until: state.position + 2 ** Math.min(denials, MOST_DOUBLINGS) };
}

/** The provider's, or before its first word one that asks for nothing. */
const bookOf = ({ book, memory }: FollowerState): ProviderBook =>
  book ?? {
    ...{ round: memory.round, quantity: ZERO, averagePrice: ZERO, price: ZERO, equity: ZERO },
    ...{ broadcasting: 'PAUSED', tradingState: 'ACTIVE' },
  };
