import type { ProviderEntryRow } from '../../actors/domain/copy/copy-rows.ts';
import { may, mayTo } from '../../actors/domain/people/caller.ts';
import type { Reputation } from '../../actors/domain/copy/reputation.ts';
import { broadcastPath, followPath, nameOf, type Provider, providerOf, whyClosed } from '../copy-facts.ts';
import { exact, MISSING, moment, percent } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { growthCurve } from '../parts/copy-curve.ts';
import { entryTable } from '../parts/copy-entries.ts';
import { figureList, figureText } from '../parts/copy-figures.ts';
import { rankingFormula, scoreText, verdictPanel } from '../parts/copy-ranking.ts';
import { broadcastChip } from '../parts/copy-status.ts';
import { copyCrumbs } from '../parts/copy-tabs.ts';
import { moneyOfMost, ofMost, termFacts } from '../parts/copy-terms.ts';
import { icon } from '../parts/icon.ts';
import { lifecycleChip, paperMark, simulatedMark, tradingChip } from '../parts/status.ts';
import { fact, factList, tile } from '../parts/tile.ts';
import { type Read, readOr } from '../read.ts';
import { paramOfVisit } from '../visit-param.ts';

interface Profile {
  readonly provider: Provider;
  readonly reputation: Read<Reputation>;
  readonly entries: Read<readonly ProviderEntryRow[]>;
}

const SHOWN = 10;

/** What somebody looks at before following: the record, the terms, what to beware of. */
export const providerPage: Page<Profile> = {
  path: '/copy/providers/:provider',
  needs: 'copy:read',
  topic: 'provider',
  title: ({ provider }) => nameOf(provider),
  load: async ({ troupe, copies }, visit) => {
    const address = paramOfVisit(visit, 'provider');
    const provider = providerOf(await troupe.provider(address));
    const [reputation, entries] = await Promise.all([
      readOr(copies.reputation(provider)),
      readOr(copies.entries(address, SHOWN).then(({ rows }) => rows)),
    ]);
    return { provider, reputation, entries };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'provider-head', html: head(data, visit) },
    { id: 'provider-tiles', html: tiles(data) },
    { id: 'provider-warnings', html: warnings(data) },
    { id: 'provider-entries', html: entries(data, visit) },
  ],
  render: (data, visit) => {
    const { provider, reputation } = data;
    return html`${copyCrumbs([], nameOf(provider))} ${head(data, visit)} ${tiles(data)} ${warnings(data)}
      <div class="charts">
        <section class="panel" aria-labelledby="growth-title">
          <h2 id="growth-title">Growth ${paperMark}</h2>
          ${'failure' in reputation ? html`<p class="note bad">${reputation.failure}</p>` : growthCurve(reputation.value.curve, visit)}
        </section>
        <section class="panel" aria-labelledby="terms-title">
          <h2 id="terms-title">Terms</h2>
          <p class="sub">They are fixed for you on the day that you follow.</p>
          ${terms(provider)}
        </section>
      </div>
      <div class="charts">
        <section class="panel" aria-labelledby="figures-title">
          <h2 id="figures-title">Figures</h2>
          ${'failure' in reputation ? html`<p class="note bad">${reputation.failure}</p>` : figureList(reputation.value, provider.state.currency ?? '')}
        </section>
        <section class="panel" aria-labelledby="verdict-title">
          <h2 id="verdict-title">Score</h2>
          ${'failure' in reputation ? html`<p class="note bad">${reputation.failure}</p>` : verdictPanel(reputation.value.verdict)}
        </section>
      </div>
      ${rankingFormula()} ${entries(data, visit)}`;
  },
};

const head = ({ provider }: Profile, { visitor }: Visit): Html => {
  const { view, state } = provider;
  const closed = whyClosed(provider);
  return html`<div id="provider-head" class="page-head">
    <div>
      <h1>
        ${nameOf(provider)} <span class="on">on ${state.instrument ?? MISSING}</span> ${paperMark}
        ${simulatedMark(state.simulated === true)}
      </h1>
      <p class="chips">
        ${broadcastChip(state)}${lifecycleChip(view.lifecycle)}${tradingChip(view.tradingState)}${state.visibility === 'private' ? html`<span class="chip calm">${icon('halted')}By invitation</span>` : NOTHING}
      </p>
      ${state.description === undefined || state.description === '' ? NOTHING : html`<p class="lead described">${state.description}</p>`}
    </div>
    <div class="commands">
      ${mayTo(visitor.caller, 'copy:publish', view.owner) ? html`<a class="button" href="${broadcastPath(view.address)}">${icon('live')}Console</a>` : NOTHING}${closed !== undefined ? html`<p class="sub closed">${closed}</p>` : may(visitor.caller, 'copy:follow') ? html`<a class="button solid" href="${followPath(view.address)}">${icon('copy')}Follow</a>` : NOTHING}
    </div>
  </div>`;
};

const tiles = ({ provider: { state }, reputation }: Profile): Html => {
  if ('failure' in reputation) return html`<div id="provider-tiles" class="tiles seven"></div>`;
  const { value } = reputation;
  const currency = state.currency ?? '';
  return html`<div id="provider-tiles" class="tiles seven">
    ${[
      tile(
        'Score',
        value.verdict.kind === 'judged' ? scoreText(value.verdict.score) : 'Too young',
        value.verdict.kind === 'judged' ? 'formula below' : value.verdict.because,
      ),
      tile('Return', figureText('totalReturn', value, currency), html`in ${exact(Math.floor(value.days))} days`),
      tile('Max drawdown', figureText('maxDrawdown', value, currency), 'deepest fall from a high'),
      tile('Sortino', figureText('sortino', value, currency), html`Sharpe ${figureText('sharpe', value, currency)}`),
      tile(
        'Trades',
        exact(value.trades),
        html`${figureText('winRate', value, currency)} won · profit factor
        ${figureText('profitFactor', value, currency)}`,
      ),
      tile(
        'Followers',
        ofMost(state.followers ?? value.followers, state.maxFollowers),
        figureText('assets', value, currency),
      ),
      tile(
        'Slippage',
        figureText('averageSlippage', value, currency),
        html`divergence ${figureText('divergence', value, currency)}`,
      ),
    ]}
  </div>`;
};

/** What the record itself gives reason to beware of. */
const warnings = ({ provider: { view, state }, reputation }: Profile): Html => {
  const found: string[] = [];
  if (state.simulated === true) found.push('Its prices are made up by this machine: no market made them.');
  if ((state.depth ?? 1) > 1)
    found.push(
      `It copies another provider itself: ${state.depth} stand in the chain, and each adds delay and slippage.`,
    );
  if (view.tradingState !== null && view.tradingState !== 'ACTIVE')
    found.push(`Risk holds it back (${view.tradingStateReason ?? view.tradingState}): its followers open nothing.`);
  if (!('failure' in reputation)) found.push(...recordWarnings(reputation.value));
  return html`<div id="provider-warnings">
    ${
      found.length === 0
        ? NOTHING
        : html`<section class="panel warnings" aria-labelledby="warnings-title">
            <h2 id="warnings-title">Beware</h2>
            <ul class="alerts">
              ${found.map(
                (text) =>
                  html`<li>
                    ${icon('faulted', 'warn')}
                    <div>${text}</div>
                  </li>`,
              )}
            </ul>
          </section>`
    }
  </div>`;
};

const DEEP = 0.3;
const SLOW_COPY = 0.005;
const MISSED = 0.8;
const APART = 0.2;

const recordWarnings = (value: Reputation): readonly string[] => [
  ...(value.verdict.kind === 'too-young' ? [`Its record is too young to judge (${value.verdict.because}).`] : []),
  ...(value.maxDrawdown > DEEP ? [`It has been ${percent(value.maxDrawdown)} below its highest value.`] : []),
  ...((value.averageSlippage ?? 0) > SLOW_COPY
    ? [`Followers pay ${percent(value.averageSlippage)} more than it does on average.`]
    : []),
  ...((value.copiedShare ?? 1) < MISSED ? [`Followers copy ${percent(value.copiedShare)} of what it does.`] : []),
  ...((value.divergence ?? 0) > APART
    ? [`Followers are ${percent(value.divergence)} away from where they should be just now.`]
    : []),
];

const terms = ({ state }: Provider): Html =>
  factList([
    ...termFacts(state.terms),
    fact('Followers', ofMost(state.followers, state.maxFollowers)),
    fact('Capital', moneyOfMost(state.capital, state.maxCapital, state.currency ?? '')),
    fact('Seen by', state.visibility === 'private' ? 'those it invites' : 'everybody'),
    fact('Trades from', state.source ?? MISSING),
  ]);

const entries = ({ provider, entries: read }: Profile, visit: Visit): Html =>
  html`<section id="provider-entries" class="panel" aria-labelledby="entries-title">
    <div class="panel-head">
      <h2 id="entries-title">What it said last</h2>
      ${provider.state.time === undefined ? NOTHING : html`<span class="sub">market time ${moment(provider.state.time, visit.visitor.zone)}</span>`}
    </div>
    ${'failure' in read ? html`<p class="note bad">${read.failure}</p>` : entryTable(read.value, visit)}
  </section>`;
