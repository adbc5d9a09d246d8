import type { StatusView } from '../../actors/cluster-views.ts';
import type { AccountView, LaneView } from '../../actors/start-views.ts';
import type { ActorView } from '../../actors/views.ts';
import { age, count, moment, money, percent, signed, tone } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { firstStepsPanel } from '../parts/first-steps.ts';
import { icon } from '../parts/icon.ts';
import { openAccountForm } from '../parts/open-account-form.ts';
import { permitted } from '../parts/permitted.ts';
import { laneColumns } from '../parts/lane-columns.ts';
import { paperMark, simulatedMark } from '../parts/status.ts';
import { sparkline } from '../parts/sparkline.ts';
import { tile } from '../parts/tile.ts';
import { emptyRow, table, tableRow } from '../parts/table.ts';
import { alertsOf, exposureOf, type Run, runsOf } from '../troupe-facts.ts';
import { accountTrend } from '../account-trend.ts';
import { problemOf } from '../problem.ts';

interface Overview {
  readonly actors: readonly ActorView[];
  readonly runs: readonly Run[];
  readonly accounts: readonly AccountView[];
  /** Accounts that are not shown, because they are many. */
  readonly moreAccounts: number;
  readonly runsByAccount: ReadonlyMap<string, readonly Run[]>;
  readonly lanes: readonly LaneView[];
  readonly status: StatusView | undefined;
  readonly failures: readonly string[];
  /** What accounts there are is not known just now. */
  readonly isBlind: boolean;
  readonly trends: ReadonlyMap<string, readonly number[]>;
}

/** Shown at a glance. */
const MOST_ACCOUNTS = 24;
/** Strategies of an account whose equity is read to draw its own. */
const MOST_TRENDS = 50;

/** How the troupe does, at a glance. Accounts in different venues or currencies are never summed. */
export const overviewPage: Page<Overview> = {
  path: '/',
  needs: 'trade:read',
  topic: 'overview',
  menu: { label: 'Overview', icon: 'overview' },
  title: () => 'Overview',
  load: async ({ troupe }) => {
    const failures: string[] = [];
    let isBlind = false;
    const orElse = async <T>(read: Promise<T>, other: T): Promise<T> =>
      read.catch((error: unknown) => {
        failures.push(problemOf(error).detail);
        return other;
      });
    const [actors, accounts, lanes, status] = await Promise.all([
      troupe.list(),
      orElse<readonly AccountView[]>(
        troupe.accounts().catch((error: unknown) => {
          isBlind = true;
          throw error;
        }),
        [],
      ),
      orElse<readonly LaneView[]>(troupe.lanes(), []),
      orElse<StatusView | undefined>(troupe.status(), undefined),
    ]);
    const runs = runsOf(actors);
    const shown = accounts.slice(0, MOST_ACCOUNTS);
    const runsByAccount = new Map(shown.map(({ account }) => [account, [] as Run[]]));
    for (const run of runs) runsByAccount.get(run.state.account ?? '')?.push(run);
    const mine = [...runsByAccount.values()].flatMap((some) => (some.length > MOST_TRENDS ? [] : some));
    const equity = await troupe.trends(mine.map((run) => run.view.address));
    const trends = new Map(
      shown.map((account) => [
        account.account,
        accountTrend(account, runsByAccount.get(account.account) ?? [], equity),
      ]),
    );
    const moreAccounts = accounts.length - shown.length;
    return {
      ...{ actors, runs, accounts: shown, moreAccounts, runsByAccount, lanes, status, trends },
      ...{ failures: [...new Set(failures)], isBlind },
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'overview-counts', html: counts(data) },
    { id: 'overview-alerts', html: alerts(data, visit) },
    { id: 'overview-steps', html: stepsOf(data, visit) },
    { id: 'accounts-more', html: moreAccounts(data) },
    ...accountBlocks(data, visit),
    ...laneBlocks(data, visit),
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Overview</h1>
          <p class="lead">
            ${data.status ? html`Node ${data.status.node}, up since ${moment(data.status.startedAt, visit.visitor.zone)}` : 'The status cannot be read just now.'}
          </p>
        </div>
        ${permitted(visit, 'trade:command', html`<a class="button solid" href="/strategies/new">${icon('add')}New strategy</a>`)}
      </div>
      ${stepsOf(data, visit)} ${counts(data)}
      <section aria-labelledby="accounts-title">
        <h2 id="accounts-title">Accounts</h2>
        <div id="accounts" class="account-grid">${accountBlocks(data, visit).map((block) => block.html)}</div>
        ${moreAccounts(data)}
      </section>
      ${alerts(data, visit)}
      <section class="panel" aria-labelledby="feeds-title">
        <h2 id="feeds-title">Feeds</h2>
        ${table({ id: 'lanes', caption: 'Streams of bars', columns: laneColumns(visit), rows: laneBlocks(data, visit).map((block) => block.html) })}
      </section>`,
};

/** Who cannot be told what they have is not told what to do. */
const stepsOf = (data: Overview, visit: Visit): Html =>
  data.isBlind ? html`<div id="overview-steps" hidden></div>` : firstStepsPanel(data, visit);

const counts = ({ actors, runs }: Overview): Html => {
  const of = (test: (view: ActorView) => boolean): number => actors.filter(test).length;
  const failing = of((view) => view.lifecycle === 'faulted' || view.lifecycle === 'restarting');
  const halted = of((view) => view.tradingState === 'HALTED' && view.lifecycle !== 'stopped');
  const fills = runs.reduce((sum, run) => sum + (run.state.fills ?? 0), 0);
  const trading = runs.filter((run) => run.view.lifecycle === 'running' && run.view.tradingState === 'ACTIVE').length;
  return html`<div id="overview-counts" class="tiles">
    ${[
      tile(
        'Strategies trading',
        html`${count(trading)}<span class="of"> of ${count(runs.length)}</span>`,
        html`<a href="/strategies">Show strategies</a>`,
      ),
      tile(
        'Actors running',
        html`${count(of((view) => view.lifecycle === 'running'))}<span class="of"> of ${count(actors.length)}</span>`,
        html`<a href="/actors">Show actors</a>`,
      ),
      tile(
        'Failing actors',
        failing === 0 ? '0' : html`${icon('faulted')} ${count(failing)}`,
        failing === 0 ? 'None faulted or restarting' : html`<a href="/actors?state=failing">Show what failed</a>`,
        failing > 0 ? 'alarm' : '',
      ),
      tile(
        'Halted',
        halted === 0 ? '0' : html`${icon('halted')} ${count(halted)}`,
        'Trading ends until a reset',
        halted > 0 ? 'alarm' : '',
      ),
      tile(
        'Fills',
        count(fills),
        html`${count(runs.reduce((sum, run) => sum + (run.state.denied ?? 0), 0))} orders denied`,
      ),
    ]}
  </div>`;
};

const moreAccounts = ({ moreAccounts: more }: Overview): Html =>
  html`<p id="accounts-more" class="sub">
    ${more === 0 ? NOTHING : html`${count(more)} more accounts. <a href="/actors?kind=risk-monitor">Search them among the actors</a>`}
  </p>`;

const accountBlocks = ({ accounts, runsByAccount, trends, isBlind }: Overview, visit: Visit): readonly LiveBlock[] => {
  if (accounts.length === 0)
    return [
      {
        id: 'account-none',
        within: 'accounts',
        html: html`<div id="account-none" class="panel empty-panel">
          <p class="muted">${isBlind ? 'The accounts cannot be read just now.' : 'No account is open.'}</p>
          ${isBlind ? NOTHING : openAccountForm(visit, '/')}
        </div>`,
      },
    ];
  return accounts.map((account) => {
    const id = domId('account', account.account);
    const gain = Number(account.equity) - Number(account.deposit);
    const mine = runsByAccount.get(account.account) ?? [];
    return {
      id,
      within: 'accounts',
      html: html`<article id="${id}" class="panel account">
        <h3>
          ${account.account}
          ${account.venue.includes('paper') ? paperMark : html`<span class="mark">${account.venue}</span>`}
          ${simulatedMark(mine.some((run) => run.simulated) && 'partly simulated')}
        </h3>
        <p class="sub">${account.owner} · ${mine.length} ${mine.length === 1 ? 'strategy' : 'strategies'}</p>
        <div class="account-line">
          <p class="big">${money(account.equity)} <span class="unit">${account.currency}</span></p>
          ${sparkline(trends.get(account.account) ?? [], `Equity of ${account.account}`)}
        </div>
        <p class="${tone(gain)}">
          ${signed(gain)}
          <span class="sub"
            >${percent(gain / Number(account.deposit), { signed: true })} since the deposit of
            ${money(account.deposit)}</span
          >
        </p>
        <dl class="pair">
          <div>
            <dt>Exposure</dt>
            <dd>${money(exposureOf(account, mine))}</dd>
          </div>
          <div>
            <dt>Unallocated</dt>
            <dd>${money(account.unallocated)}</dd>
          </div>
        </dl>
      </article>`,
    };
  });
};

const alerts = (data: Overview, visit: Visit): Html => {
  const all = alertsOf({ ...data, now: visit.now });
  return html`<section id="overview-alerts" class="panel" aria-labelledby="alerts-title">
    <div class="panel-head">
      <h2 id="alerts-title">Alerts</h2>
      <span class="tally">${all.length + data.failures.length}</span>
    </div>
    ${
      all.length + data.failures.length === 0
        ? html`<p class="calm-line">${icon('check')}Nothing needs attention.</p>`
        : html`<ul class="alerts">
            ${data.failures.map(
              (text) =>
                html`<li class="bad">
                  ${icon('faulted')}
                  <div>
                    <strong>Reading failed</strong>
                    <p>${text}</p>
                  </div>
                </li>`,
            )}${all.slice(0, 12).map(
              (alert) =>
                html`<li id="${domId('alert', alert.id)}" class="${alert.mood}">
                  ${icon(alert.mood === 'bad' ? 'faulted' : 'restarting')}
                  <div>
                    ${alert.href === null ? html`<strong>${alert.subject}</strong>` : html`<a href="${alert.href}"><strong>${alert.subject}</strong></a>`}
                    <p>${alert.text}</p>
                  </div>
                  ${alert.since === null ? NOTHING : age(alert.since, visit.now)}
                </li>`,
            )}
          </ul>`
    }${all.length > 12 ? html`<p><a href="/actors?state=failing">${all.length - 12} more</a></p>` : NOTHING}
  </section>`;
};

const laneBlocks = (data: Overview, visit: Visit): readonly LiveBlock[] => {
  const columns = laneColumns(visit);
  if (data.lanes.length === 0)
    return [
      { id: 'lane-none', within: 'lanes', html: emptyRow('lane-none', columns.length, 'No feed is configured.') },
    ];
  return data.lanes.map((lane) => ({
    id: domId('lane', lane.lane),
    within: 'lanes',
    html: tableRow(columns, lane, domId('lane', lane.lane)),
  }));
};
