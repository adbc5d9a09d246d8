// S1. A shard's owner is told by a letter and a word; colour and pattern only help.
// S2. The table says all that the picture does.
import type { ShardView } from '../../actors/cluster-views.ts';
import { type NodeFacts, ranges, shardGroups } from '../cluster-facts.ts';
import { count } from '../format.ts';
import { html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock } from '../page.ts';
import { icon } from './icon.ts';
import { ownerClass } from './node-cards.ts';
import { type Column, table, tableRow } from './table.ts';

type Group = ReturnType<typeof shardGroups>[number];

/** The picture, its legend and its table. */
export const shardSection = (shards: readonly ShardView[], nodes: readonly NodeFacts[]): Html =>
  html`<section class="panel" aria-labelledby="shards-title">
    <div class="panel-head">
      <h2 id="shards-title">Shards</h2>
      <span id="shard-note" class="sub script-only" aria-hidden="true"></span>
    </div>
    ${legend(shards, nodes)}${picture(shards, nodes)}
    <details id="shard-details">
      <summary>The same as a table</summary>
      ${table({ id: 'shard-rows', caption: 'Shards by owner and epoch', columns: COLUMNS, rows: rows(shards).map((row) => row.html) })}
    </details>
  </section>`;

export const shardBlocks = (shards: readonly ShardView[], nodes: readonly NodeFacts[]): readonly LiveBlock[] => [
  { id: 'shard-legend', html: legend(shards, nodes) },
  { id: 'shard-map', html: picture(shards, nodes) },
  ...rows(shards),
];

const legend = (shards: readonly ShardView[], nodes: readonly NodeFacts[]): Html => {
  const unowned = shards.filter(({ node }) => node === null).length;
  return html`<p id="shard-legend" class="shard-legend">
    ${nodes.map(({ letter, view }) => {
      const held = shards.filter(({ node }) => node === view.node).length;
      if (letter === null || (held === 0 && view.state === 'stopped')) return NOTHING;
      return html`<span
        ><span class="swatch ${ownerClass(letter)} ${view.draining ? 'draining' : ''}" aria-hidden="true"
          >${letter}</span
        >${view.node} <span class="tally">${count(held)}</span></span
      >`;
    })}${
      unowned === 0
        ? html`<span class="good">${icon('check')}Every shard is held</span>`
        : html`<span class="bad"
            >${icon('faulted')}Held by nobody <span class="tally">${count(unowned)}</span
            ><span class="sub">Their actors wait for a node to take them.</span></span
          >`
    }
  </p>`;
};

const picture = (shards: readonly ShardView[], nodes: readonly NodeFacts[]): Html => {
  const byNode = new Map(nodes.map((facts) => [facts.view.node, facts]));
  // One stop for the tab key: arrows move on from there.
  return html`<ul
    id="shard-map"
    class="shard-map"
    aria-label="${shards.length} shards by owner; the table below says the same"
  >
    ${shards.map(({ shard, node, epoch }) => {
      const owner = node === null ? undefined : byNode.get(node);
      const label =
        node === null ? `Shard ${shard}: held by nobody` : `Shard ${shard}: ${node}, epoch ${epoch ?? 'unknown'}`;
      const classes = `${node === null ? 'unowned' : ownerClass(owner?.letter ?? null)} ${owner?.view.draining ? 'draining' : ''}`;
      return html`<li>
        <span
          id="shard-${shard}"
          class="cell ${classes}"
          role="img"
          tabindex="${shard === 0 ? 0 : -1}"
          title="${label}"
          aria-label="${label}"
          >${node === null ? '!' : (owner?.letter ?? '?')}</span
        >
      </li>`;
    })}
  </ul>`;
};

const COLUMNS: readonly Column<Group>[] = [
  { key: 'node', label: 'Node', head: true, cell: ({ node }) => node ?? html`<span class="bad">Nobody</span>` },
  { key: 'epoch', label: 'Epoch', numeric: true, cell: ({ epoch }) => count(epoch) },
  { key: 'count', label: 'Shards', numeric: true, cell: ({ shards }) => count(shards.length) },
  { key: 'shards', label: 'Which', cell: ({ shards }) => html`<span class="ranges">${ranges(shards)}</span>` },
];

const rows = (shards: readonly ShardView[]): readonly LiveBlock[] =>
  shardGroups(shards).map((group) => {
    const id = `shards-${group.node ?? 'nobody'}-${group.epoch ?? 'none'}`;
    return { id, within: 'shard-rows', html: tableRow(COLUMNS, group, id) };
  });
