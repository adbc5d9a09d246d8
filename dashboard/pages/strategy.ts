import { plainText } from '../plain-text.ts';
import type { IndicatorLineView, LaneView } from '../../actors/start-views.ts';
import type { ActorView } from '../../actors/views.ts';
import type { BarRow, EquityRow, FillRow, OrderRow } from '../../actors/domain/record-rows.ts';
import type { CommandRecord } from '../command-desk.ts';
import { age, exact, MISSING, moment, money, percent, signed, tone } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { chartPanel, equivalent, type Read, readRows } from '../parts/chart.ts';
import { barsWithLines } from '../parts/chart-data.ts';
import { commandForm, commandNote } from '../parts/command-form.ts';
import { laneChip, lifecycleChip, paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { fact, type Fact, tile } from '../parts/tile.ts';
import { reportLinks } from '../parts/report-links.ts';
import { restrainerList } from '../parts/restrainer-list.ts';
import { barTable, equityTable, fillTable, orderTable } from '../parts/record-tables.ts';
import { problemOf } from '../problem.ts';
import { type Restrainer, restrainersOf } from '../restrainers.ts';
import { type Run, runOf } from '../troupe-facts.ts';
import { paramOfVisit } from '../visit-param.ts';

interface Detail {
  readonly run: Run;
  readonly lane: LaneView | undefined;
  readonly command: CommandRecord | undefined;
  readonly related: readonly { readonly role: string; readonly view: ActorView }[];
  readonly orders: Read<OrderRow>;
  readonly fills: Read<FillRow>;
  readonly bars: Read<BarRow>;
  /** Of those bars. */
  readonly lines: readonly IndicatorLineView[];
  readonly equity: Read<EquityRow>;
  readonly restrainers: readonly Restrainer[];
}

const SHOWN = 12;

/** One subscription: its charts, records, neighbours and configuration; the records outlive the actor. */
export const strategyPage: Page<Detail> = {
  path: '/strategies/:subscription',
  needs: 'trade:read',
  topic: 'strategy',
  title: ({ run }) => `${run.rules} on ${run.state.instrument ?? run.view.address}`,
  load: async ({ troupe, desk }, visit) => {
    const address = paramOfVisit(visit, 'subscription');
    const view = await troupe.inspect(address);
    const actors = await troupe.list();
    const run = runOf(view, actors);
    const [lanes, orders, fills, bars, equity, sight] = await Promise.all([
      troupe.lanes().catch((): readonly LaneView[] => []),
      readRows(troupe.shown.orders({ actor: address, limit: SHOWN }).then((page) => page.rows)),
      readRows(troupe.shown.fills({ actor: address, limit: SHOWN }).then((page) => page.rows)),
      barsWithLines(troupe, view, run.strategy, SHOWN).then(
        (read) => ({ rows: read.bars, lines: read.lines }),
        (error: unknown) => ({ rows: [], lines: [], failure: problemOf(error).detail }),
      ),
      readRows(troupe.shown.equity({ actor: address, points: SHOWN })),
      troupe.supervisor(),
    ]);
    return {
      run,
      lane: lanes.find((lane) => lane.lane === run.state.lane),
      command: desk.latest(address),
      related: relatedTo(run, actors),
      orders,
      fills,
      ...{ bars, lines: bars.lines },
      equity,
      restrainers: restrainersOf(view, actors, sight),
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'strategy-head', html: head(data, visit) },
    { id: 'strategy-facts', html: facts(data, visit) },
    { id: 'strategy-orders', html: orderSection(data, visit) },
    { id: 'strategy-fills', html: fillSection(data, visit) },
    { id: 'strategy-related', html: related(data, visit) },
  ],
  render: (data, visit) => {
    const address = encodeURIComponent(data.run.view.address);
    return html`<nav class="crumbs" aria-label="Where you are">
        <a href="/strategies">Strategies</a> <span aria-hidden="true">/</span> <span>${data.run.view.address}</span>
      </nav>
      ${head(data, visit)} ${facts(data, visit)}
      <div class="charts">
        ${chartPanel({
          ...{ id: 'candles', kind: 'candles', source: `/strategies/${address}/candles.json` },
          title: html`Price ${simulatedMark(data.run.simulated)}`,
          label: 'Candles and volume with the entries and exits, and the lines that the strategy decides by.',
          table: equivalent('The last bars as a table', data.bars, (rows) => barTable(rows, visit, data.lines)),
        })}
        ${chartPanel({
          ...{ id: 'equity-chart', kind: 'equity', source: `/strategies/${address}/equity.json` },
          title: html`Equity and drawdown ${paperMark}`,
          label: 'Equity, and below it how far it is under its highest.',
          table: equivalent('Equity as a table', data.equity, (rows) => equityTable(rows, visit)),
        })}
      </div>
      <section class="panel" aria-labelledby="reports-title">
        <div class="panel-head">
          <h2 id="reports-title">Reports</h2>
          <a href="/strategies/${address}/report">Performance report, to print</a>
        </div>
        ${reportLinks({ actor: data.run.view.address })}
      </section>
      ${fillSection(data, visit)} ${orderSection(data, visit)}
      <div class="columns">
        ${related(data, visit)}
        <section class="panel" aria-labelledby="config-title">
          <h2 id="config-title">Configuration</h2>
          ${configOf(data.run)}
        </section>
      </div>`;
  },
};

const head = ({ run, command, restrainers }: Detail, visit: Visit): Html =>
  html`<div id="strategy-head" class="page-head">
    <div>
      <h1>
        ${run.rules} <span class="on">on ${run.state.instrument ?? MISSING}</span> ${paperMark}
        ${simulatedMark(run.simulated)}
      </h1>
      <p class="chips">
        ${lifecycleChip(run.view.lifecycle)}${tradingChip(run.view.tradingState)}${run.view.lifecycle === 'faulted' && run.view.lastCause ? html`<span class="sub">${run.view.lastCause}</span>` : NOTHING}
      </p>
      ${restrainerList(restrainers, visit)} ${commandNote(command, visit)}
    </div>
    ${commandForm(run.view, visit, { label: true, restrainers })}
  </div>`;

const facts = ({ run, lane }: Detail, visit: Visit): Html => {
  const { state } = run;
  return html`<div id="strategy-facts" class="tiles">
    ${[
      tile(
        'P&L',
        html`<span class="${tone(run.pnl)}">${signed(run.pnl)}</span>`,
        html`${percent(run.pnlFraction, { signed: true })} of the allocation`,
      ),
      tile('Equity', money(state.equity), html`of ${money(state.allocation)}`),
      tile('Drawdown', percent(state.drawdown), html`deepest ${percent(state.maxDrawdown)}`),
      tile(
        'Position',
        exact(state.quantity),
        html`average ${exact(state.averagePrice)} · last ${exact(state.lastPrice)}`,
      ),
      tile('Fills', exact(state.fills), html`${exact(state.denied)} denied · commission ${money(state.commission)}`),
      tile(
        'Last bar',
        moment(state.lastBarAt, visit.visitor.zone),
        html`heard ${age(run.view.lastTurnAt, visit.now)} ${lane ? laneChip(lane.status) : NOTHING}`,
      ),
    ]}
  </div>`;
};

const fillSection = ({ fills, run }: Detail, visit: Visit): Html =>
  section(
    'strategy-fills',
    'Fills',
    fills,
    (rows) => fillTable(rows, visit),
    `/api/v1/fills?actor=${encodeURIComponent(run.view.address)}`,
  );

const orderSection = ({ orders, run }: Detail, visit: Visit): Html =>
  section(
    'strategy-orders',
    'Orders',
    orders,
    (rows) => orderTable(rows, visit),
    `/api/v1/orders?actor=${encodeURIComponent(run.view.address)}`,
  );

const section = <T>(
  id: string,
  title: string,
  records: Read<T>,
  show: (rows: readonly T[]) => Html,
  all: string,
): Html =>
  html`<section id="${id}" class="panel" aria-labelledby="${id}-title">
    <div class="panel-head">
      <h2 id="${id}-title">${title}</h2>
      <a href="${all}">All as JSON</a>
    </div>
    ${records.failure === undefined ? show(records.rows) : html`<p class="note bad">${records.failure}</p>`}
  </section>`;

/** The actors that this one depends on and that depend on it. */
const relatedTo = (run: Run, actors: readonly ActorView[]): Detail['related'] => {
  const found: { role: string; view: ActorView }[] = [];
  const add = (role: string, view: ActorView | undefined): void => {
    if (view && view.address !== run.view.address) found.push({ role, view });
  };
  add(
    'Market data',
    actors.find(
      (view) =>
        view.kind === 'market-data' && (run.state.lane ?? '').includes(view.address.slice('market-data.'.length)),
    ),
  );
  add('Strategy', run.strategy);
  add(
    'Risk monitor',
    actors.find((view) => view.address === `risk-monitor.${run.state.account}`),
  );
  for (const view of actors)
    if (view.parent === run.view.parent && view.kind !== 'risk-monitor') add('Beside it', view);
  return found.slice(0, 12);
};

const related = ({ run, related: actors }: Detail, visit: Visit): Html =>
  html`<section id="strategy-related" class="panel" aria-labelledby="related-title">
    <h2 id="related-title">Actors around it</h2>
    <ul class="links">
      ${[...actors, { role: 'This subscription', view: run.view }].map(
        ({ role, view }) =>
          html`<li id="${domId('related', view.address)}">
            <a href="/actors/${encodeURIComponent(view.address)}">${view.address}</a
            ><span class="sub">${role} · ${age(view.lastTurnAt, visit.now)}</span>${lifecycleChip(view.lifecycle)}
          </li>`,
      )}
    </ul>
  </section>`;

const configOf = (run: Run): Html => {
  const { state } = run;
  const shown: readonly Fact[] = [
    fact('Strategy', state.strategy ?? MISSING),
    ...Object.entries(run.params).map(([name, value]) => fact(name, plainText(value))),
    fact('Lane', state.lane ?? MISSING),
    fact('Account', state.account ?? MISSING),
    fact('Direction', state.direction ?? MISSING),
    fact('Allocation', money(state.allocation)),
    fact('Cash', money(state.cash)),
    fact('Realized P&L', signed(state.realizedPnl)),
    fact('Unrealized P&L', signed(state.unrealizedPnl)),
    fact('Last signal', state.lastSignal ? `${state.lastSignal.target}: ${state.lastSignal.reason}` : MISSING),
  ];
  return html`<dl class="facts">
    ${shown.map(
      ({ label, value }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
};
