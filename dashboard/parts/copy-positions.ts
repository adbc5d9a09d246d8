// One row a follow: where it should be and is, their price and mine, and what became of what they said last.
import type { FollowerStateView } from '../../actors/copy-views.ts';
import { type Follower, gainOf, providerPath } from '../copy-facts.ts';
import { exact, MISSING, money, numberOf, percent, signed, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { followerCommands } from './copy-commands.ts';
import { modeChip, outcomeChip, reasonText } from './copy-status.ts';
import { lifecycleChip, simulatedMark, tradingChip } from './status.ts';
import type { Column } from './table.ts';

/** A follow with the name that its provider has. */
export interface FollowedRow extends Follower {
  readonly name: string;
}

export const followedPath = (address: string): string => `/copy/following/${encodeURIComponent(address)}`;

export const positionColumns = (visit: Visit): readonly Column<FollowedRow>[] => [
  {
    key: 'provider',
    label: 'Provider',
    head: true,
    sort: ({ name }) => name,
    cell: ({ name, view, state }) =>
      html`<a class="name" href="${followedPath(view.address)}">${name}</a
        ><span class="sub"
          >${state.instrument ?? MISSING} ${simulatedMark(state.simulated === true)} · ${state.account ?? MISSING} ·
          ${state.provider === undefined ? MISSING : html`<a href="${providerPath(state.provider)}">profile</a>`}</span
        >`,
  },
  {
    key: 'state',
    label: 'State',
    sort: ({ state }) => state.mode,
    cell: ({ view, state }) =>
      html`<span class="stack"><span class="chips">${stateChips(view, state)}</span>${whyText(view, state)}</span>`,
  },
  {
    key: 'target',
    label: 'Target · held',
    numeric: true,
    sort: ({ state }) => numberOf(state.quantity),
    cell: ({ state }) =>
      html`<span class="stack"
        ><span>${exact(state.target)} · <strong>${exact(state.quantity)}</strong></span
        ><span class="sub">${membership(state)}</span></span
      >`,
  },
  {
    key: 'prices',
    label: 'Their price · mine',
    numeric: true,
    cell: ({ state }) =>
      html`<span class="stack"
        ><span>${price(state.providerPrice)} · ${price(state.averagePrice)}</span
        ><span class="sub">last ${price(state.lastPrice)}</span></span
      >`,
  },
  {
    key: 'slippage',
    label: 'Slippage',
    numeric: true,
    sort: ({ state }) => state.slippage ?? undefined,
    cell: ({ state }) => slippageText(state.slippage),
  },
  {
    key: 'last',
    label: 'Last signal',
    cell: ({ state }) => lastText(state.entries?.find(({ outcome }) => outcome !== 'noted') ?? state.entries?.[0]),
  },
  {
    key: 'equity',
    label: 'Equity',
    numeric: true,
    sort: (row) => gainOf(row)?.amount,
    cell: (row) => {
      const gain = gainOf(row);
      return html`<span class="stack"
        ><span>${money(row.state.equity)}</span><span class="${tone(gain?.amount)}">${signed(gain?.amount)}</span
        ><span class="sub">fees ${money(row.state.feesPaid)}</span></span
      >`;
    },
  },
  { key: 'commands', label: 'Commands', bare: true, cell: (row) => followerCommands(row, visit) },
];

/** Lifecycle only where it is news; risk's word beside the user's own. */
const stateChips = (view: Follower['view'], { mode }: Follower['state']): Html =>
  html`${view.lifecycle === 'running' ? NOTHING : lifecycleChip(view.lifecycle)}${modeChip(mode)}${view.tradingState === 'ACTIVE' || mode === 'paused' || mode === 'close_only' ? NOTHING : tradingChip(view.tradingState)}`;

const whyText = (view: Follower['view'], { mode, modeReason }: Follower['state']): Html => {
  const text =
    view.lifecycle === 'faulted' || view.lifecycle === 'restarting'
      ? view.lastCause
      : view.tradingState === 'HALTED'
        ? view.tradingStateReason
        : mode === 'copying'
          ? null
          : modeReason;
  return text === null || text === undefined || text === ''
    ? NOTHING
    : html`<span class="sub reason" title="${text}">${text}</span>`;
};

const membership = ({ isJoined, providerQuantity, working }: Follower['state']): string => {
  if (providerQuantity === null || providerQuantity === undefined) return 'nothing said yet';
  if (Number(providerQuantity) === 0) return 'they are flat';
  const under = numberOf(working) ?? 0;
  return `${isJoined === true ? 'joined' : 'not joined'}${under === 0 ? '' : `, ${exact(under)} working`}`;
};

const price = (value: string | number | null | undefined): string => {
  const number = numberOf(value);
  return number === undefined ? MISSING : exact(Number(number.toPrecision(8)));
};

/** Worse above zero, in words too: no colour alone. */
export const slippageText = (fraction: number | null | undefined): Html | string =>
  fraction === null || fraction === undefined
    ? MISSING
    : html`<span class="stack"
        ><span>${slippageShare(fraction)}</span><span class="sub">${slippageWord(fraction)}</span></span
      >`;

export const slippageShare = (fraction: number | null | undefined): Html | string =>
  fraction === null || fraction === undefined
    ? MISSING
    : html`<span class="${tone(-fraction * 100)}">${percent(fraction, { signed: true })}</span>`;

export const slippageWord = (fraction: number | null | undefined): string => {
  if (fraction === null || fraction === undefined) return 'nothing to compare';
  return fraction > 0 ? 'worse' : fraction < 0 ? 'better' : 'the same';
};

const lastText = (entry: FollowerStateView['entries'][number] | undefined): Html =>
  entry === undefined
    ? html`<span class="muted">None yet</span>`
    : html`<span class="stack"
        ><span class="chips"
          >${outcomeChip(entry.outcome)}<span class="sub">${exact(entry.ordered)} of ${exact(entry.wanted)}</span></span
        >${reasonText(entry.reason, entry.facts)}</span
      >`;
