// A state is a shape and a word; lifecycle and trading state stand apart, as they are two dimensions.
import type { TreeView } from '../../actors/cluster-views.ts';
import type { TradingStateName } from '../../actors/protocol.ts';
import type { LaneView } from '../../actors/start-views.ts';
import type { Lifecycle } from '../../actors/views.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { icon, type IconName } from './icon.ts';

export type Mood = 'good' | 'calm' | 'busy' | 'warn' | 'bad';

const LIFECYCLE: Readonly<Record<Lifecycle, { icon: IconName; mood: Mood; word: string }>> = {
  starting: { icon: 'starting', mood: 'busy', word: 'Starting' },
  running: { icon: 'running', mood: 'good', word: 'Running' },
  stopping: { icon: 'stopping', mood: 'busy', word: 'Stopping' },
  stopped: { icon: 'stopped', mood: 'calm', word: 'Stopped' },
  restarting: { icon: 'restarting', mood: 'warn', word: 'Restarting' },
  faulted: { icon: 'faulted', mood: 'bad', word: 'Faulted' },
};

const TRADING: Readonly<Record<TradingStateName, { icon: IconName; mood: Mood; word: string }>> = {
  ACTIVE: { icon: 'active', mood: 'good', word: 'Active' },
  REDUCING: { icon: 'reducing', mood: 'warn', word: 'Reducing' },
  HALTED: { icon: 'halted', mood: 'bad', word: 'Halted' },
};

const LANE: Readonly<Record<LaneView['status'], { icon: IconName; mood: Mood; word: string }>> = {
  running: { icon: 'running', mood: 'good', word: 'Running' },
  paused: { icon: 'reducing', mood: 'warn', word: 'Paused' },
  complete: { icon: 'check', mood: 'calm', word: 'Complete' },
  failed: { icon: 'faulted', mood: 'bad', word: 'Failed' },
  stopped: { icon: 'stopped', mood: 'calm', word: 'Stopped' },
};

const chip = (mood: Mood, shape: IconName, word: string): Html =>
  html`<span class="chip ${mood}">${icon(shape)}${word}</span>`;

const told = (fact: { icon: IconName; mood: Mood; word: string } | undefined, word: string): Html =>
  chip(fact?.mood ?? 'calm', fact?.icon ?? 'info', fact?.word ?? word);

export const lifecycleChip = (lifecycle: Lifecycle): Html => told(LIFECYCLE[lifecycle], lifecycle);

/** How a branch of the supervision tree is. */
export const treeFact = ({ lifecycle, isSilent }: TreeView): { icon: IconName; mood: Mood; word: string } =>
  isSilent ? { icon: 'unreachable', mood: 'warn', word: 'Unreachable' } : LIFECYCLE[lifecycle];

export const treeChip = (view: TreeView): Html => told(treeFact(view), view.lifecycle);

export const tradingChip = (state: TradingStateName | null): Html =>
  state === null ? NOTHING : told(TRADING[state], state);

export const laneChip = (status: LaneView['status']): Html => told(LANE[status], status);

/** Money that is not money, in words. */
export const paperMark: Html = html`<span class="mark paper">PAPER</span>`;

/** Prices that no market made, in words. */
export const simulatedMark = (simulated: boolean | 'simulated' | 'partly simulated' | null): Html =>
  simulated === false || simulated === null
    ? NOTHING
    : html`<span class="mark simulated">${simulated === true ? 'simulated' : simulated}</span>`;
