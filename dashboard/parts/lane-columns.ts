import type { LaneView } from '../../actors/start-views.ts';
import { age, count, exact, moment } from '../format.ts';
import { html, NOTHING } from '../html.ts';
import type { Visit } from '../page.ts';
import { laneIsStale } from '../troupe-facts.ts';
import { icon } from './icon.ts';
import { laneChip, simulatedMark } from './status.ts';
import type { Column } from './table.ts';

/** What the table of feeds says of each. */
export const laneColumns = (visit: Visit): readonly Column<LaneView>[] => [
  {
    key: 'lane',
    label: 'Feed',
    head: true,
    cell: (lane) =>
      html`<span class="stack"
        ><span>${lane.instrument} ${lane.timeframe} ${simulatedMark(lane.simulated)}</span
        ><span class="sub">${lane.description}</span></span
      >`,
  },
  {
    key: 'status',
    label: 'State',
    cell: (lane) =>
      html`<span class="chips"
        >${laneChip(lane.status)}${laneIsStale(lane, visit.now) ? html`<span class="chip warn">${icon('clock')}Stale</span>` : NOTHING}</span
      >`,
  },
  { key: 'bars', label: 'Bars', numeric: true, cell: (lane) => count(lane.bars) },
  { key: 'close', label: 'Last close', numeric: true, cell: (lane) => exact(lane.lastClose) },
  { key: 'at', label: 'Bar closed', cell: (lane) => moment(lane.lastBarAt, visit.visitor.zone) },
  { key: 'heard', label: 'Heard', numeric: true, cell: (lane) => age(lane.lastHeardAt, visit.now) },
];
