import type { CommandRecord } from '../command-desk.ts';
import { age, exact, MISSING, money, numberOf, percent, signed, tone } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { hrefOf, paramsLine, type Run } from '../troupe-facts.ts';
import type { Trend } from '../troupe-reads.ts';
import { commandForm, commandNote } from './command-form.ts';
import { sparkline } from './sparkline.ts';
import { lifecycleChip, simulatedMark, tradingChip } from './status.ts';
import type { Column } from './table.ts';

/** A subscription as the table of strategies shows it. */
export interface StrategyRow extends Run {
  readonly trend: Trend;
  readonly command: CommandRecord | undefined;
}

/** What the table says of each. */
export const strategyColumns = (visit: Visit): readonly Column<StrategyRow>[] => [selectColumn, ...columns(visit)];

const selectColumn: Column<StrategyRow> = {
  key: 'select',
  label: 'Select',
  bare: true,
  cell: (row) =>
    html`<label class="pick"
      ><input
        type="checkbox"
        name="address"
        value="${row.view.address}"
        form="bulk"
        id="${domId('pick', row.view.address)}"
      /><span class="quiet">Select ${row.view.address}</span></label
    >`,
};

const columns = (visit: Visit): readonly Column<StrategyRow>[] => [
  {
    key: 'strategy',
    label: 'Strategy',
    head: true,
    sort: (row) => row.rules,
    cell: (row) =>
      html`<a class="name" href="${hrefOf(row.view)}">${row.rules}</a
        ><span class="sub"
          >${row.view.address}${Object.keys(row.params).length > 0 ? html` · ${paramsLine(row.params)}` : NOTHING}</span
        >${commandNote(row.command, visit)}`,
  },
  {
    key: 'instrument',
    label: 'Instrument',
    sort: (row) => row.state.instrument,
    cell: (row) =>
      html`<span class="stack"
        ><span>${row.state.instrument ?? MISSING} ${simulatedMark(row.simulated)}</span
        ><span class="sub">${row.state.account ?? MISSING}</span></span
      >`,
  },
  {
    key: 'state',
    label: 'State',
    sort: (row) => row.view.lifecycle,
    cell: (row) =>
      html`<span class="stack"
        ><span class="chips">${lifecycleChip(row.view.lifecycle)}${tradingChip(row.view.tradingState)}</span
        >${reasonOf(row)}</span
      >`,
  },
  {
    key: 'pnl',
    label: 'P&L',
    numeric: true,
    sort: (row) => row.pnl,
    cell: (row) =>
      html`<span class="stack"
        ><span class="${tone(row.pnl)}">${signed(row.pnl)}</span
        ><span class="sub">${percent(row.pnlFraction, { signed: true })}</span></span
      >`,
  },
  {
    key: 'equity',
    label: 'Equity',
    numeric: true,
    sort: (row) => numberOf(row.state.equity),
    cell: (row) =>
      html`<span class="stack"
        ><span>${money(row.state.equity)}</span><span class="sub">of ${money(row.state.allocation)}</span></span
      >`,
  },
  {
    key: 'drawdown',
    label: 'Drawdown',
    numeric: true,
    sort: (row) => row.state.drawdown,
    cell: (row) =>
      html`<span class="stack"
        ><span>${percent(row.state.drawdown)}</span><span class="sub">max ${percent(row.state.maxDrawdown)}</span></span
      >`,
  },
  {
    key: 'position',
    label: 'Position',
    numeric: true,
    sort: (row) => numberOf(row.state.quantity),
    cell: (row) =>
      html`<span class="stack"><span>${exact(row.state.quantity)}</span><span class="sub">${sideOf(row)}</span></span>`,
  },
  {
    key: 'trend',
    label: 'Equity trend',
    cell: (row) =>
      sparkline(
        row.trend.map((point) => Number(point.equity)),
        'Equity',
      ),
  },
  {
    key: 'heartbeat',
    label: 'Heartbeat',
    numeric: true,
    sort: (row) => Date.parse(row.view.lastTurnAt ?? '') || undefined,
    cell: (row) => age(row.view.lastTurnAt, visit.now),
  },
  { key: 'commands', label: 'Commands', bare: true, cell: (row) => commandForm(row.view, visit) },
];

const reasonOf = ({ view }: Run): Html => {
  const text =
    view.lifecycle === 'faulted' || view.lifecycle === 'restarting'
      ? view.lastCause
      : view.tradingState === 'ACTIVE'
        ? null
        : view.tradingStateReason;
  return text ? html`<span class="sub reason" title="${text}">${text}</span>` : NOTHING;
};

const sideOf = ({ state }: Run): string => {
  const quantity = numberOf(state.quantity);
  if (quantity === undefined) return '';
  return quantity === 0
    ? 'flat'
    : `${quantity > 0 ? 'long' : 'short'} @ ${exact(numberOf(state.averagePrice)?.toFixed(4))}`;
};
