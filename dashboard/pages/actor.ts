import type { ShardView } from '../../actors/cluster-views.ts';
import type { SnapshotRow } from '../../actors/domain/messaging-rows.ts';
import { may } from '../../actors/domain/people/caller.ts';
import type { ActorTraceView } from '../../actors/messaging-views.ts';
import { TRADING_KINDS } from '../../actors/protocol.ts';
import type { ActorView } from '../../actors/views.ts';
import type { CommandRecord } from '../command-desk.ts';
import { age, count, MISSING, moment, span } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { Letters } from '../messaging.ts';
import type { LiveBlock, Page, Visit } from '../page.ts';
import { operatorButtons, traceSections } from '../parts/actor-inside.ts';
import { commandForm, commandNote } from '../parts/command-form.ts';
import { letterTable } from '../parts/dead-letters.ts';
import { FRESH } from '../parts/plain-form.ts';
import { reportLinks } from '../parts/report-links.ts';
import { restrainerList } from '../parts/restrainer-list.ts';
import { lifecycleChip, simulatedMark, tradingChip } from '../parts/status.ts';
import { stateTree } from '../parts/state-tree.ts';
import { fact, factList, tile } from '../parts/tile.ts';
import { type Restrainer, restrainersOf } from '../restrainers.ts';
import { simulationOf } from '../troupe-facts.ts';
import { paramOfVisit } from '../visit-param.ts';

interface ActorDetail {
  readonly view: ActorView;
  readonly children: readonly ActorView[];
  readonly shard: ShardView | undefined;
  readonly command: CommandRecord | undefined;
  readonly simulation: ReturnType<typeof simulationOf>;
  readonly restrainers: readonly Restrainer[];
  /** For whoever runs the machines: its last messages and moves, and the entries that it crashed at. */
  readonly inside: { readonly trace: ActorTraceView | null; readonly letters: Letters | null } | undefined;
  /** What one that says nothing any more wrote down last. */
  readonly last: SnapshotRow | null;
}

const MOST_CHILDREN = 50;
const MOST_LETTERS = 20;

/** One actor of any kind: what it says of itself, its mailbox, its restarts; a stopped one keeps its last state. */
export const actorPage: Page<ActorDetail> = {
  path: '/actors/:address',
  needs: 'trade:read',
  topic: 'actor',
  title: ({ view }) => view.address,
  load: async ({ troupe, desk, inspection, messaging, caller }, visit) => {
    const view = await troupe.inspect(paramOfVisit(visit, 'address'));
    const { address } = view;
    const isOperator = may(caller, 'topology:read');
    const isSilent = isOperator && Object.keys(view.state).length === 0;
    const [actors, lanes, shards, sight, trace, letters, last] = await Promise.all([
      troupe.list(),
      troupe.lanes().catch(() => []),
      troupe.shards().catch(() => []),
      troupe.supervisor(),
      isOperator ? inspection.trace(address).catch(() => null) : null,
      isOperator ? messaging.letters({ actor: address, limit: MOST_LETTERS }).catch(() => null) : null,
      isSilent ? inspection.snapshot(address).catch(() => null) : null,
    ]);
    return {
      view,
      children: actors.filter((other) => other.parent === view.address),
      shard: shards.find(({ shard }) => shard === view.shard),
      command: desk.latest(view.address),
      simulation: simulationOf(view, actors, lanes),
      restrainers: restrainersOf(view, actors, sight),
      inside: isOperator ? { trace, letters } : undefined,
      last,
    };
  },
  live: (data, visit): readonly LiveBlock[] => [
    { id: 'actor-head', html: head(data, visit) },
    { id: 'actor-facts', html: facts(data, visit) },
    { id: 'actor-restarts', html: restarts(data, visit) },
    { id: 'actor-place', html: placement(data, visit) },
    ...(data.inside === undefined ? [] : [{ id: 'actor-inside', html: inside(data, visit) }]),
    { id: 'actor-state', html: state(data, visit) },
  ],
  render: (data, visit) =>
    html`<nav class="crumbs" aria-label="Where you are">
        <a href="/actors">Actors</a> <span aria-hidden="true">/</span> <span>${data.view.kind}</span>
      </nav>
      ${head(data, visit)} ${facts(data, visit)}
      <div class="columns">${restarts(data, visit)}${placement(data, visit)}</div>
      ${files(data)} ${inside(data, visit)} ${state(data, visit)}`,
};

const head = ({ view, command, simulation, restrainers }: ActorDetail, visit: Visit): Html =>
  html`<div id="actor-head" class="page-head">
    <div>
      <h1 class="mono">${view.address} ${simulatedMark(simulation)}</h1>
      <p class="chips">${lifecycleChip(view.lifecycle)}${tradingChip(view.tradingState)}</p>
      ${restrainerList(restrainers, visit)} ${commandNote(command, visit)}
    </div>
    <div class="commands">${operatorButtons(view, visit)}${commandForm(view, visit, { label: true, restrainers })}</div>
  </div>`;

const facts = ({ view }: ActorDetail, visit: Visit): Html =>
  html`<div id="actor-facts" class="tiles">
    ${[
      tile(
        'Mailbox',
        count(view.mailbox.depth),
        view.mailbox.depth > 0 ? `oldest waits ${span(view.mailbox.oldestAgeMs)}` : 'nothing waits',
      ),
      tile(
        'Dropped',
        count(view.mailbox.dropped),
        'messages that found it full',
        view.mailbox.dropped > 0 ? 'alarm' : '',
      ),
      tile('Turns', count(view.turns), html`last ${age(view.lastTurnAt, visit.now)}`),
      tile(
        'Restarts',
        count(view.restarts),
        html`${view.lifecycle} for ${age(view.since, visit.now)}`,
        view.lifecycle === 'faulted' ? 'alarm' : '',
      ),
    ]}
  </div>`;

const restarts = ({ view }: ActorDetail, visit: Visit): Html =>
  html`<section id="actor-restarts" class="panel" aria-labelledby="restarts-title">
    <h2 id="restarts-title">Restarts</h2>
    ${factList([
      fact('Restarts', count(view.restarts)),
      fact('Last cause', view.lastCause ?? MISSING),
      fact('In this state since', moment(view.since, visit.visitor.zone)),
      fact('Last turn', moment(view.lastTurnAt, visit.visitor.zone)),
    ])}
  </section>`;

const placement = ({ view, children, shard }: ActorDetail, visit: Visit): Html =>
  html`<section id="actor-place" class="panel" aria-labelledby="placement-title">
    <h2 id="placement-title">Place</h2>
    ${factList([
      fact('Kind', view.kind),
      fact('Owner', view.owner),
      fact('Node', html`<a href="/actors?node=${encodeURIComponent(view.node)}">${view.node}</a>`),
      ...(view.shard === undefined || !may(visit.visitor.caller, 'topology:read')
        ? []
        : [fact('Shard', shardOf(view.shard, shard))]),
      fact(
        'Parent',
        view.parent === null
          ? MISSING
          : view.parent.startsWith('node.')
            ? view.parent
            : html`<a href="/actors/${encodeURIComponent(view.parent)}">${view.parent}</a>`,
      ),
      ...(view.kind === 'subscription'
        ? [
            fact(
              'Trading page',
              html`<a href="/strategies/${encodeURIComponent(view.address)}">Charts, orders and fills</a>`,
            ),
          ]
        : []),
    ])}${
      children.length === 0
        ? NOTHING
        : html`<h3>Children</h3>
            <ul class="links">
              ${children.slice(0, MOST_CHILDREN).map((child) => html`<li id="${domId('child', child.address)}"><a href="/actors/${encodeURIComponent(child.address)}">${child.address}</a>${lifecycleChip(child.lifecycle)}</li>`)}
            </ul>
            ${children.length > MOST_CHILDREN ? html`<p class="sub">… and ${count(children.length - MOST_CHILDREN)} more</p>` : NOTHING}`
    }
  </section>`;

const shardOf = (number: number, shard: ShardView | undefined): Html =>
  shard === undefined || shard.epoch === null
    ? html`${number}, <span class="bad">held by nobody just now</span>`
    : html`<a href="/topology#shard-${number}">${number}</a>, epoch ${count(shard.epoch)}`;

const state = ({ view, last }: ActorDetail, visit: Visit): Html =>
  html`<section id="actor-state" class="panel" aria-labelledby="state-title">
    <h2 id="state-title">State</h2>
    ${
      Object.keys(view.state).length > 0
        ? stateTree(view.state)
        : last === null
          ? html`<p class="muted">It says nothing of itself.</p>`
          : html`<p class="muted">
                It does not run; this is what it wrote down last, at ${moment(last.savedAt, visit.visitor.zone)}.
              </p>
              ${stateTree(last.state)}`
    }
  </section>`;

/** Of an account, and of what trades. */
const files = ({ view }: ActorDetail): Html => {
  const account = view.kind === 'risk-monitor' ? view.state['account'] : undefined;
  if (typeof account !== 'string' && !TRADING_KINDS.has(view.kind)) return NOTHING;
  return html`<section class="panel" aria-labelledby="files-title">
    <h2 id="files-title">Reports</h2>
    ${reportLinks(typeof account === 'string' ? { account } : { actor: view.address })}
  </section>`;
};

const inside = ({ inside: known, view }: ActorDetail, visit: Visit): Html =>
  known === undefined
    ? NOTHING
    : html`<div id="actor-inside">
        ${
          known.letters === null || known.letters.rows.length === 0
            ? NOTHING
            : html`<section class="panel" aria-labelledby="actor-letters-title">
                <h2 id="actor-letters-title">Dead letters</h2>
                ${letterTable(known.letters, FRESH, visit)}
              </section>`
        }
        ${traceSections(known.trace, view, visit)}
      </div>`;
