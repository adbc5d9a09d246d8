// States of copying, each a shape and a word; why a copy was held back, in the words of a person.
import type { ProviderStateView } from '../../actors/copy-views.ts';
import type { CopyMode, CopyReason } from '../../actors/domain/copy/copy-word.ts';
import { html, type Html, NOTHING } from '../html.ts';
import { icon, type IconName } from './icon.ts';
import type { Mood } from './status.ts';

type Told = readonly [mood: Mood, shape: IconName, word: string];

const BROADCASTING: Readonly<Record<ProviderStateView['broadcasting'], Told>> = {
  ON: ['good', 'live', 'Broadcasting'],
  PAUSED: ['warn', 'reducing', 'Paused'],
  WITHDRAWN: ['calm', 'stopped', 'Withdrawn'],
};

const MODES: Readonly<Record<CopyMode, Told>> = {
  copying: ['good', 'copy', 'Copying'],
  paused: ['warn', 'reducing', 'Paused'],
  close_only: ['warn', 'flatten', 'Close only'],
  stopped: ['calm', 'stopped', 'Stopped'],
};

const OUTCOMES: Readonly<Record<string, Told>> = {
  copied: ['good', 'check', 'Copied'],
  reduced: ['warn', 'starting', 'Reduced'],
  skipped: ['calm', 'cross', 'Skipped'],
  noted: ['calm', 'info', 'Noted'],
};

/** What each reason means; `RISK_DENIED` is told with the account's own code. */
const REASONS: Readonly<Record<CopyReason, string>> = {
  COPY_SLIPPAGE_EXCEEDED: 'The price had run further than you allow',
  COPY_BELOW_MINIMUM: 'Less than the smallest lot',
  COPY_ABOVE_MAXIMUM: 'More than the largest lot',
  COPY_EXPOSURE_EXCEEDED: 'Beyond the largest exposure',
  COPY_POSITIONS_EXCEEDED: 'Beyond the number of open positions',
  SIGNAL_TOO_OLD: 'The signal was too old',
  SYMBOL_NOT_ALLOWED: 'Your lists do not allow the instrument',
  PAUSED: 'You paused copying',
  CLOSE_ONLY: 'Only closing is copied',
  STOPPED: 'Copying has stopped',
  PROVIDER_NOT_ACTIVE: 'The provider may open nothing just now',
  NOT_JOINED: 'The position was open before you followed',
  CLOSED_BY_HAND: 'You closed this position by hand',
  WAITS_AFTER_OUTAGE: 'Waits for the next fresh signal after an outage',
  SIZE_UNKNOWN: 'What the size depends on is not known yet',
  NOTHING_TO_DO: 'It is where it should be',
};

const chip = (told: Told | undefined, word: string): Html => {
  const [mood, shape, label] = told ?? (['calm', 'info', word] as const);
  return html`<span class="chip ${mood}">${icon(shape)}${label}</span>`;
};

export const broadcastChip = (state: Partial<Pick<ProviderStateView, 'broadcasting' | 'published'>>): Html =>
  state.broadcasting === undefined || state.published === false
    ? chip(['busy', 'starting', 'Being published'], '')
    : chip(BROADCASTING[state.broadcasting], state.broadcasting);

export const modeChip = (mode: CopyMode | undefined): Html =>
  mode === undefined ? chip(['busy', 'starting', 'Catching up'], '') : chip(MODES[mode], mode);

export const outcomeChip = (outcome: string): Html => chip(OUTCOMES[outcome], outcome);

/** The reason in words; its code and facts stay below, for whoever looks it up. */
export const reasonWords = (reason: string): string => {
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason as CopyReason];
  const denied = /^RISK_DENIED: ?([A-Z_]+)/.exec(reason)?.[1];
  return denied === undefined
    ? reason.replaceAll('_', ' ').toLowerCase()
    : `Denied by risk: ${denied.replaceAll('_', ' ').toLowerCase()}`;
};

export const reasonText = (reason: string | null | undefined, facts: string | null = null): Html =>
  reason === null || reason === undefined
    ? NOTHING
    : html`<span class="why-copy"
        ><span>${reasonWords(reason)}</span
        ><code title="${reason}">${reason}${facts === null ? '' : ` ${facts}`}</code></span
      >`;
