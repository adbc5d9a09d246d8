// F1. A button keeps its id while its meaning changes, so the focus stays where it was.
import { mayTo } from '../../actors/domain/people/caller.ts';
import { TRADING_KINDS } from '../../actors/protocol.ts';
import type { ActorView } from '../../actors/views.ts';
import type { ActorCommand, Command, CommandRecord } from '../command-desk.ts';
import { age } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { commandButton } from './command-button.ts';
import { isHeldByOthers, type Restrainer } from '../restrainers.ts';
import { icon, type IconName } from './icon.ts';
import { scopeWords } from './scope-fields.ts';

interface Offer {
  readonly command: ActorCommand;
  readonly label: string;
  readonly icon: IconName;
  /** Place among the actor's buttons; what keeps its id. */
  readonly slot: 'trade' | 'run' | 'flatten' | 'halt';
  readonly confirm?: string;
  readonly danger?: boolean;
}

const LABEL: Readonly<Record<Command, string>> = {
  start: 'Start',
  stop: 'Stop',
  pause: 'Pause',
  resume: 'Resume',
  halt: 'Halt',
  reset: 'Reset',
  flatten: 'Flatten',
  'stop-and-flatten': 'Stop and flatten',
  restart: 'Restart',
  drain: 'Drain',
  undrain: 'Put back',
};

export const commandLabel = (command: Command): string => LABEL[command];

const offer = (command: ActorCommand, slot: Offer['slot'], shape: IconName, more: Partial<Offer> = {}): Offer => ({
  command,
  slot,
  icon: shape,
  label: LABEL[command],
  ...more,
});

/** What can be asked of an actor as it is now; nothing of its trading state while that is held by others. */
const offersFor = (view: ActorView, isHeld: boolean): readonly Offer[] => {
  const down = view.lifecycle === 'stopped' || view.lifecycle === 'faulted';
  const trades = view.tradingState !== null;
  if (down) return [offer('start', 'run', 'play')];
  const run = offer('stop', 'run', 'stop');
  if (!trades) return [run];
  const trade =
    view.tradingState === 'HALTED'
      ? offer('reset', 'trade', 'reset', { confirm: `Reset ${view.address}? It may trade again.` })
      : view.tradingState === 'REDUCING'
        ? offer('resume', 'trade', 'play')
        : offer('pause', 'trade', 'pause');
  const trading = isHeld ? [] : [trade];
  if (!TRADING_KINDS.has(view.kind)) return [...trading, run];
  const flatten = offer('stop-and-flatten', 'flatten', 'flatten', {
    danger: true,
    confirm: `Stop and flatten ${view.address}? Its working orders are cancelled, its whole position is closed at the next price, then it stops.`,
  });
  return [...trading, run, flatten];
};

interface FormOptions {
  readonly label?: boolean;
  /** What restricts the actor, where that is known: a reset that would change nothing is not offered. */
  readonly restrainers?: readonly Restrainer[];
}

/** The buttons of one actor, for those who may command it. */
export const commandForm = (view: ActorView, visit: Visit, { label, restrainers = [] }: FormOptions = {}): Html => {
  if (!mayTo(visit.visitor.caller, 'trade:command', view.owner)) return NOTHING;
  const isHeld = view.kind !== 'risk-monitor' && isHeldByOthers(restrainers);
  return html`<div class="commands">
    ${isHeld ? html`<span class="sub">${heldWords(restrainers)}</span>` : NOTHING}${offersFor(view, isHeld).map(
      ({ danger, ...one }) =>
        commandButton(
          {
            ...one,
            to: view.address,
            path: `/actors/${encodeURIComponent(view.address)}/commands`,
            isDangerous: danger === true,
            isCompact: label !== true,
          },
          visit,
        ),
    )}
  </div>`;
};

/** Where the trading state is held, strictest first. */
const heldWords = (restrainers: readonly Restrainer[]): string => {
  const strictest = restrainers.some(({ state }) => state === 'HALTED') ? 'HALTED' : 'REDUCING';
  const scopes = restrainers.filter(({ state }) => state === strictest).map(({ from }) => heldBy(from));
  return `Held by ${scopes.join(' and ')}: a reset of it alone changes nothing.`;
};

const heldBy = (from: string): string => (from === 'account' ? 'its account' : scopeWords(from));

/** What became of the newest command, until it is old news: "Stop requested 2 s ago by you". */
export const commandNote = (record: CommandRecord | undefined, visit: Visit): Html => {
  if (!record) return NOTHING;
  const who = record.by === visit.visitor.name ? 'you' : record.by;
  const label = LABEL[record.command];
  if (record.status === 'pending')
    return html`<p class="note busy">
      ${icon('clock')}${label} requested ${age(record.requestedAt, visit.now)} by ${who}
    </p>`;
  const settled = Date.parse(record.settledAt ?? record.requestedAt);
  if (record.status === 'failed' && visit.now - settled < 120_000) {
    return html`<p class="note bad">${icon('faulted')}${label} failed: ${record.message}</p>`;
  }
  if (record.status === 'acknowledged' && visit.now - settled < 5_000)
    return html`<p class="note good">${icon('check')}${label} acknowledged</p>`;
  return NOTHING;
};
