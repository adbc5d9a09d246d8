// How long a bar takes to reach everybody, from outside: when each actor took its last turn, asked between two bars.
// B1. Nobody is asked while a bar is worked on: looking would cost what is measured.
// B2. A look counts only when every actor has taken the bar and the next one has not come; an actor still behind when the
//     next one comes makes the sample what is known by then, never less.
import { TRADING_KINDS } from '../../actors/protocol.ts';
import type { ActorView } from '../../actors/views.ts';
import { systemClock } from '../../runtime/clock.ts';

export interface Looks {
  one(address: string): Promise<ActorView>;
  all(): Promise<readonly ActorView[]>;
}

export interface BarWatchPlan {
  /** Address of the market-data actor. */
  readonly market: string;
  readonly bars: number;
  readonly intervalMs: number;
  readonly say: (text: string) => void;
}

/** Share of the interval that is left to the bar alone. */
const UNDISTURBED = 0.4;
const LOOK_AGAIN_MS = 25;
const SAID_EVERY = 15;

/** Milliseconds from the market-data actor's turn on a bar to the last turn that followed anywhere, for each of so many bars. */
export async function watchBars(looks: Looks, plan: BarWatchPlan): Promise<number[]> {
  const clock = systemClock();
  const samples: number[] = [];
  let unseen = 0;
  let last = await barOf(looks, plan.market);
  while (samples.length < plan.bars) {
    await clock.sleep(last.at + (1 + UNDISTURBED) * plan.intervalMs - clock.now());
    const bar = await nextBar(looks, plan.market, last.seq);
    await clock.sleep(bar.at + UNDISTURBED * plan.intervalMs - clock.now()); // B1
    const sample = await sampleOf(looks, plan.market, bar);
    if (sample === undefined) unseen += 1;
    else samples.push(sample);
    if (unseen > plan.bars)
      throw new Error(`${unseen} bars were over before all actors had been asked: give them more time`);
    if (samples.length % SAID_EVERY === 0) plan.say(`${samples.length} of ${plan.bars} bars, ${unseen} unseen`);
    last = bar;
  }
  return samples;
}

interface SeenBar {
  readonly seq: number;
  /** Epoch milliseconds UTC of the market-data actor's turn. */
  readonly at: number;
}

async function barOf(looks: Looks, market: string): Promise<SeenBar> {
  const { state, lastTurnAt } = await looks.one(market);
  const [base] = state['streams'] as readonly { readonly bars: number }[];
  return { seq: base!.bars, at: Date.parse(lastTurnAt!) };
}

async function nextBar(looks: Looks, market: string, after: number): Promise<SeenBar> {
  for (;;) {
    const bar = await barOf(looks, market);
    if (bar.seq > after) return bar;
    await systemClock().sleep(LOOK_AGAIN_MS);
  }
}

/** Undefined when the next bar came before all had been asked once. */
async function sampleOf(looks: Looks, market: string, bar: SeenBar): Promise<number | undefined> {
  for (let looked = 0; ; looked += 1) {
    const views = await looks.all();
    const isOver = (await barOf(looks, market)).seq !== bar.seq;
    if (isOver) return looked === 0 ? undefined : systemClock().now() - bar.at; // B2
    if (views.every((view) => hasTaken(view, bar.seq))) return lastTurn(views, market) - bar.at;
    await systemClock().sleep(LOOK_AGAIN_MS);
  }
}

/** A risk monitor does not say how far it is; what it does follows from subscriptions that do. The supervisor takes no bars. */
const hasTaken = ({ lifecycle, kind, state }: ActorView, seq: number): boolean =>
  lifecycle === 'running' && (!TAKES_BARS.has(kind) || Number(state['position']) >= seq);

const TAKES_BARS: ReadonlySet<string> = new Set(['strategy', ...TRADING_KINDS]);

const lastTurn = (views: readonly ActorView[], market: string): number =>
  views.reduce(
    (latest, { address, kind, lastTurnAt }) =>
      address === market || kind === 'risk-supervisor' ? latest : Math.max(latest, Date.parse(lastTurnAt!)),
    0,
  );
