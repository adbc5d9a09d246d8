import type { CopyRecordRow, StatementDayRow } from '../../actors/domain/copy/copy-rows.ts';
import { type Follower, followersOf, gainOf, nameOf, providerPath, providersOf } from '../copy-facts.ts';
import { AFTER_OUTAGE, MODES } from '../follow-draft.ts';
import { exact, MISSING, money, moment, percent, signed, tone } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { followerCommands } from '../parts/copy-commands.ts';
import { latencyText } from '../parts/copy-funnel.ts';
import { slippageShare, slippageText, slippageWord } from '../parts/copy-positions.ts';
import { modeChip, outcomeChip, reasonText } from '../parts/copy-status.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { orderState } from '../parts/record-tables.ts';
import { restrainerList } from '../parts/restrainer-list.ts';
import { lifecycleChip, paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { type Column, emptyRow, table, tableRow } from '../parts/table.ts';
import { fact, factList, tile } from '../parts/tile.ts';
import { type Read, readOr } from '../read.ts';
import { type Restrainer, restrainersOf } from '../restrainers.ts';
import { paramOfVisit } from '../visit-param.ts';

interface Followed {
  readonly address: string;
  /** Undefined once it is over and gone. */
  readonly follower: Follower | undefined;
  readonly name: string;
  readonly copies: Read<readonly CopyRecordRow[]>;
  readonly statement: Read<readonly StatementDayRow[]>;
  readonly restrainers: readonly Restrainer[];
}

const COPIES_SHOWN = 20;
const DAYS_SHOWN = 31;

/** One follow: every signal with what became of it, what it cost, and its statement; the records outlive it. */
export const followedPage: Page<Followed> = {
  path: '/copy/following/:follower',
  needs: 'trade:read',
  topic: 'followed',
  title: ({ name }) => `Following ${name}`,
  load: async ({ troupe, copies }, visit) => {
    const address = paramOfVisit(visit, 'follower');
    const [actors, providers, sight] = await Promise.all([troupe.list(), troupe.providers(), troupe.supervisor()]);
    const isKnown = followersOf(actors).some(({ view }) => view.address === address);
    const view = isKnown ? await troupe.inspect(address) : undefined;
    const follower: Follower | undefined = view && { view, state: view.state };
    const [rows, statement] = await Promise.all([
      readOr(copies.copies(address, COPIES_SHOWN).then((page) => page.rows)),
      readOr(copies.statement(address)),
    ]);
    const provider = follower?.state.provider ?? ('value' in rows ? rows.value[0]?.provider : undefined);
    const known = providersOf(providers).find((one) => one.view.address === provider);
    return {
      ...{ address, follower, copies: rows, statement },
      name: known === undefined ? (provider ?? address) : nameOf(known),
      restrainers: view === undefined ? [] : restrainersOf(view, actors, sight),
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'followed-head', html: head(data, visit) },
    { id: 'followed-tiles', html: tiles(data) },
    { id: 'followed-copies', html: copiesSection(data, visit) },
  ],
  render: (data, visit) =>
    html`${copyCrumbs([['/copy/following', 'Following']], data.name)} ${head(data, visit)} ${tiles(data)}
    ${copiesSection(data, visit)} ${statementSection(data)}
    ${
      data.follower === undefined
        ? NOTHING
        : html`<section class="panel rules" aria-labelledby="rules-title">
            <h2 id="rules-title">Rules</h2>
            ${rules(data.follower)}
          </section>`
    }`,
};

const head = ({ follower, name, address, restrainers }: Followed, visit: Visit): Html => {
  if (follower === undefined)
    return html`<div id="followed-head" class="page-head">
      <div>
        <h1>Following ${name} ${paperMark}</h1>
        <p class="sub">${address} is over; its records stay.</p>
      </div>
    </div>`;
  const { view, state } = follower;
  return html`<div id="followed-head" class="page-head">
    <div>
      <h1>
        Following ${name} <span class="on">on ${state.instrument ?? MISSING}</span> ${paperMark}
        ${simulatedMark(state.simulated === true)}
      </h1>
      <p class="chips">
        ${lifecycleChip(view.lifecycle)}${modeChip(state.mode)}${tradingChip(view.tradingState)}${state.modeReason === undefined || state.modeReason === '' ? NOTHING : html`<span class="sub">${state.modeReason}</span>`}
      </p>
      <p class="sub">
        ${address} · account ${state.account ?? MISSING} ·
        ${state.provider === undefined ? NOTHING : html`<a href="${providerPath(state.provider)}">the provider’s profile</a>`}
      </p>
      ${restrainerList(restrainers, visit)}
    </div>
    ${view.lifecycle === 'stopped' ? NOTHING : followerCommands(follower, visit, false)}
  </div>`;
};

const tiles = ({ follower }: Followed): Html => {
  if (follower === undefined) return html`<div id="followed-tiles" class="tiles"></div>`;
  const { state } = follower;
  const gain = gainOf(follower);
  return html`<div id="followed-tiles" class="tiles">
    ${[
      tile(
        'Target',
        exact(state.target),
        html`they hold ${exact(state.providerQuantity)}, scale ${exact(state.scale)}`,
      ),
      tile('Held', exact(state.quantity), html`${exact(state.working)} working`),
      tile('Their price', exact(state.providerPrice), html`mine ${exact(state.averagePrice)}`),
      tile('Slippage', slippageShare(state.slippage), slippageWord(state.slippage)),
      tile(
        'Equity',
        money(state.equity),
        html`<span class="${tone(gain?.amount)}">${signed(gain?.amount)}</span> of ${money(state.allocation)}`,
      ),
      tile('Fees', money(state.feesPaid), html`mark ${money(state.mark)} · through ${state.feesThrough ?? MISSING}`),
    ]}
  </div>`;
};

const copiesSection = ({ copies, address }: Followed, visit: Visit): Html =>
  html`<section id="followed-copies" class="panel" aria-labelledby="copies-title">
    <div class="panel-head">
      <h2 id="copies-title">What became of each signal</h2>
      <a href="/api/v1/follows/${encodeURIComponent(address)}/copies">All as JSON</a>
    </div>
    ${'failure' in copies ? html`<p class="note bad">${copies.failure}</p>` : copyTable(copies.value, visit)}
  </section>`;

const copyTable = (rows: readonly CopyRecordRow[], visit: Visit): Html => {
  const columns = copyColumns(visit);
  return table({
    ...{ id: 'copy-rows', caption: 'Copies, newest first', columns, cards: true },
    rows:
      rows.length > 0
        ? rows.map((row) => tableRow(columns, row))
        : [emptyRow('copy-none', columns.length, 'They have said nothing since you followed.')],
  });
};

const copyColumns = (visit: Visit): readonly Column<CopyRecordRow>[] => [
  {
    ...{ key: 'at', label: 'Decided', head: true },
    cell: (row) => html`${moment(row.at, visit.visitor.zone)}<span class="sub">signal ${exact(row.seq)}</span>`,
  },
  {
    ...{ key: 'outcome', label: 'Outcome' },
    cell: (row) =>
      html`<span class="stack"
        >${outcomeChip(row.denied === null ? row.outcome : 'skipped')}${reasonText(row.denied === null ? row.reason : `RISK_DENIED: ${row.denied}`, row.denied === null ? row.facts : null)}</span
      >`,
  },
  {
    ...{ key: 'ordered', label: 'Ordered of wanted', numeric: true },
    cell: (row) => html`${exact(row.ordered)} <span class="of">of ${exact(row.wanted)}</span>`,
  },
  {
    ...{ key: 'filled', label: 'Filled', numeric: true },
    cell: (row) =>
      row.orderState === null
        ? MISSING
        : html`<span class="stack"><span>${exact(row.filledQuantity)}</span>${orderState(row.orderState)}</span>`,
  },
  {
    ...{ key: 'theirs', label: 'Their price', numeric: true },
    cell: (row) => exact(Number(row.providerPrice).toPrecision(8)),
  },
  {
    ...{ key: 'mine', label: 'My price', numeric: true },
    cell: (row) =>
      row.fillPrice === null
        ? html`<span class="sub">${exact(Number(row.price).toPrecision(8))} then</span>`
        : exact(Number(row.fillPrice).toPrecision(8)),
  },
  { ...{ key: 'slippage', label: 'Slippage', numeric: true }, cell: (row) => slippageText(slippageOf(row)) },
  { ...{ key: 'latency', label: 'Latency', numeric: true }, cell: (row) => latencyText(row.latencyMs) },
];

/** Fraction that the fill is worse by; null without a fill. */
const slippageOf = ({ fillPrice, providerPrice, ordered }: CopyRecordRow): number | null => {
  const theirs = Number(providerPrice);
  if (fillPrice === null || !(theirs > 0)) return null;
  const worse = Number(fillPrice) / theirs - 1;
  return Number(ordered) < 0 ? -worse : worse;
};

const statementSection = ({ statement, address }: Followed): Html =>
  html`<section class="panel" aria-labelledby="statement-title">
    <div class="panel-head">
      <h2 id="statement-title">Statement</h2>
      <a href="/api/v1/follows/${encodeURIComponent(address)}/statement?format=csv">Download as CSV</a>
    </div>
    ${'failure' in statement ? html`<p class="note bad">${statement.failure}</p>` : statementTable(statement.value)}
  </section>`;

const statementTable = (rows: readonly StatementDayRow[]): Html => {
  const shown = rows.toReversed().slice(0, DAYS_SHOWN);
  return html`${table({
    ...{ id: 'statement-rows', caption: 'Statement by UTC day, newest first', columns: STATEMENT, cards: true },
    rows:
      shown.length > 0
        ? shown.map((row) => tableRow(STATEMENT, row))
        : [emptyRow('statement-none', STATEMENT.length, 'No day is over yet.')],
  })}${rows.length > shown.length ? html`<p class="hint table-hint">The last ${DAYS_SHOWN} of ${exact(rows.length)} days; the file has all.</p>` : NOTHING}`;
};

const STATEMENT: readonly Column<StatementDayRow>[] = [
  { key: 'day', label: 'Day', head: true, cell: ({ day }) => html`<time datetime="${day}T00:00:00Z">${day}</time>` },
  { key: 'opening', label: 'Opening', numeric: true, cell: (row) => money(row.openingEquity) },
  { key: 'paid', label: 'Paid in', numeric: true, cell: (row) => signed(row.deposits) },
  { key: 'trades', label: 'Copies', numeric: true, cell: (row) => exact(row.copiedTrades) },
  {
    ...{ key: 'pnl', label: 'Realized · open', numeric: true },
    cell: (row) => html`${signed(row.realizedPnl)} · ${signed(row.unrealizedPnl)}`,
  },
  { key: 'commissions', label: 'Commission', numeric: true, cell: (row) => money(row.commissions) },
  {
    ...{ key: 'fees', label: 'Fees', numeric: true },
    cell: (row) => money(Number(row.managementFee) + Number(row.volumeFee) + Number(row.performanceFee)),
  },
  { key: 'closing', label: 'Closing', numeric: true, cell: (row) => money(row.closingEquity) },
  { key: 'mark', label: 'High-water mark', numeric: true, cell: (row) => money(row.mark) },
];

const rules = ({ state: { settings } }: Follower): Html => {
  if (settings === undefined) return html`<p class="muted">It has not told its rules yet.</p>`;
  const { allocation, copyOpen } = settings;
  const mode = MODES.find(({ kind }) => kind === allocation.kind);
  const amount = mode === undefined ? '' : exact((allocation as unknown as Record<string, unknown>)[mode.key]);
  const share = (fraction: number | undefined, words: string): Html | string =>
    fraction === undefined ? 'none' : html`${percent(fraction)} <span class="sub">${words}</span>`;
  return factList([
    fact('Size', html`${mode?.label ?? allocation.kind}: ${amount} ${mode?.unit ?? ''}`),
    fact('Reverse', settings.reverse ? 'yes' : 'no'),
    fact('Lots', `${exact(settings.minLot)} to ${exact(settings.maxLot)}`),
    fact('Most exposure', money(settings.maxExposure)),
    fact('Most open positions', exact(settings.maxOpenPositions)),
    fact('Most slippage', share(settings.maxSlippage, 'worse than their price')),
    fact('Oldest signal', latencyText(settings.maxSignalAgeMs)),
    fact('Copy stop-loss', share(settings.copyStopLoss, 'of the amount: then all is closed')),
    fact('Most drawdown', share(settings.maxDrawdown, 'below the highest equity')),
    fact('Take-profit', share(settings.takeProfit, 'of gain')),
    fact('Joins what is open', copyOpen === false ? 'no' : html`up to ${percent(copyOpen.notWorseThan)} worse`),
    fact('After an outage', AFTER_OUTAGE.find(({ value }) => value === settings.afterOutage)?.label ?? MISSING),
    fact('Only', settings.allow?.join(', ') ?? 'all instruments'),
    fact('Never', settings.deny.length === 0 ? 'none' : settings.deny.join(', ')),
  ]);
};
