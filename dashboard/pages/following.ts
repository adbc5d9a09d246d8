import type { FollowRow } from '../../actors/domain/copy/copy-rows.ts';
import { followersOf, nameOf, providersOf } from '../copy-facts.ts';
import { count, MISSING, moment, money } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { accountFilter } from '../parts/account-field.ts';
import { type FollowedRow, followedPath, positionColumns } from '../parts/copy-positions.ts';
import { modeChip } from '../parts/copy-status.ts';
import { copyTabs } from '../parts/copy-tabs.ts';
import { icon } from '../parts/icon.ts';
import { type Paged, paged, pager } from '../parts/pager.ts';
import { paperMark } from '../parts/status.ts';
import { type Column, emptyRow, sorted, table, tableRow } from '../parts/table.ts';
import { type Read, readOr } from '../read.ts';

interface Following extends Paged<FollowedRow> {
  readonly total: number;
  readonly accounts: readonly string[];
  /** What is over. */
  readonly over: Read<{ readonly rows: readonly (FollowRow & { readonly name: string })[]; readonly isCut: boolean }>;
}

/** Of those that are over, the newest. */
const MOST_OVER = 100;

/** What is copied on these accounts: where each follow should be, where it is, and why. */
export const followingPage: Page<Following> = {
  path: '/copy/following',
  needs: 'trade:read',
  topic: 'following',
  title: () => 'Following',
  load: async ({ troupe, copies }, visit) => {
    const [actors, providers] = await Promise.all([troupe.list(), troupe.providers()]);
    const names = new Map(providersOf(providers).map((provider) => [provider.view.address, nameOf(provider)]));
    const nameAt = (provider: string | undefined): string => names.get(provider ?? '') ?? provider ?? MISSING;
    const all = followersOf(actors).filter(({ view }) => view.lifecycle !== 'stopped');
    const account = visit.query.get('account') ?? '';
    const wanted = all
      .filter(({ state }) => account === '' || state.account === account)
      .map((follower) => ({ ...follower, name: nameAt(follower.state.provider) }));
    const accounts = await troupe.accounts();
    const present = new Set(all.map(({ view }) => view.address));
    const over = await readOr(
      copies.follows({ isOver: true, limit: MOST_OVER }).then(({ rows, nextCursor }) => ({
        isCut: nextCursor !== undefined,
        rows: rows
          .filter(({ follower }) => !present.has(follower))
          .map((row) => ({ ...row, name: nameAt(row.provider) })),
      })),
    );
    return {
      ...paged(sorted(wanted, positionColumns(visit), visit.query), visit.query),
      ...{ total: all.length, accounts: accounts.map((one) => one.account).sort(), over },
    };
  },
  live: (data, visit) => [
    { id: 'following-pages', html: pages(data, visit) },
    ...rowBlocks(data, visit),
    { id: 'following-over', html: over(data, visit) },
  ],
  render: (data, visit) =>
    html`<div class="page-head">
        <div>
          <h1>Following ${paperMark}</h1>
          <p class="lead">
            Each row copies one provider on one account: the position that it should have, what it holds, and at what
            price each of you came by it.
          </p>
        </div>
        <a class="button solid" href="/copy">${icon('copy')}Find a provider</a>
      </div>
      ${copyTabs('/copy/following')} ${filter(data, visit)} ${pages(data, visit)}
      ${table({ id: 'following-rows', caption: 'What is copied', columns: positionColumns(visit), rows: rowBlocks(data, visit).map((block) => block.html), visit, cards: true })}
      ${over(data, visit)}`,
};

const filter = ({ accounts }: Following, visit: Visit): Html =>
  accounts.length < 2
    ? NOTHING
    : html`<form class="filters" method="get" action="/copy/following" role="search" aria-label="Filter follows">
        ${accountFilter(accounts, visit.query)}<button class="button">Filter</button>
      </form>`;

const pages = (data: Following, visit: Visit): Html =>
  pager(data, { id: 'following-pages', total: data.total, what: 'follows', visit });

const rowBlocks = (data: Following, visit: Visit): readonly LiveBlock[] => {
  const columns = positionColumns(visit);
  if (data.rows.length > 0)
    return data.rows.map((row) => {
      const id = domId('follow', row.view.address);
      return {
        ...{ id, within: 'following-rows' },
        html: tableRow(columns, row, id, row.view.lifecycle === 'faulted' ? 'faulted' : ''),
      };
    });
  const text =
    data.total > 0
      ? html`<p>Nothing is copied on that account.</p>
          <a class="button" href="/copy/following">Show all ${count(data.total)}</a>`
      : html`<p>You follow nobody yet. Look at the providers and try one on paper.</p>
          <a class="button solid" href="/copy">${icon('copy')}Find a provider</a>`;
  return [{ id: 'follow-none', within: 'following-rows', html: emptyRow('follow-none', columns.length, text) }];
};

const over = ({ over: read }: Following, visit: Visit): Html =>
  html`<div id="following-over">
    ${
      'failure' in read
        ? html`<p class="note bad">${icon('faulted')}What is over cannot be read: ${read.failure}</p>`
        : read.value.rows.length === 0
          ? NOTHING
          : html`<details>
              <summary>Over: ${read.value.isCut ? 'the newest ' : ''}${count(read.value.rows.length)}</summary>
              ${table({ id: 'over-rows', caption: 'Follows that are over, newest first', columns: overColumns(visit), rows: read.value.rows.map((row) => tableRow(overColumns(visit), row)), cards: true })}
            </details>`
    }
  </div>`;

const overColumns = (visit: Visit): readonly Column<FollowRow & { readonly name: string }>[] => [
  {
    ...{ key: 'provider', label: 'Provider', head: true },
    cell: (row) =>
      html`<a class="name" href="${followedPath(row.follower)}">${row.name}</a
        ><span class="sub">${row.instrument} · ${row.account}</span>`,
  },
  { key: 'since', label: 'Since', cell: (row) => moment(row.since, visit.visitor.zone, 'day') },
  {
    ...{ key: 'allocated', label: 'Amount', numeric: true },
    cell: (row) => html`${money(row.allocated)} <span class="unit">${row.currency}</span>`,
  },
  {
    ...{ key: 'mode', label: 'How it ended' },
    cell: (row) => html`<span class="chips">${modeChip(row.mode)}<span class="sub">${row.modeReason}</span></span>`,
  },
];
