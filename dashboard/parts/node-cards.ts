import { may } from '../../actors/domain/people/caller.ts';
import { type NodeFacts, isHost } from '../cluster-facts.ts';
import type { CommandRecord, NodeCommand } from '../command-desk.ts';
import { age, count } from '../format.ts';
import { domId, html, type Html, NOTHING } from '../html.ts';
import type { LiveBlock, Visit } from '../page.ts';
import { commandButton } from './command-button.ts';
import { commandLabel, commandNote } from './command-form.ts';
import { icon, type IconName } from './icon.ts';
import type { Mood } from './status.ts';

/** What is shown of a node. */
export interface NodeCard extends NodeFacts {
  readonly command: CommandRecord | undefined;
}

/** A card for each node, in the element `nodes`. */
export const nodeCards = (cards: readonly NodeCard[], shards: number, visit: Visit): readonly LiveBlock[] =>
  cards.map((card) => {
    const id = domId('node', card.view.node);
    return { id, within: 'nodes', html: nodeCard(card, id, shards, visit) };
  });

const nodeCard = (card: NodeCard, id: string, shards: number, visit: Visit): Html => {
  const { view, actors, failing, letter } = card;
  const { mood, icon: shape, word, text } = stateOf(card);
  const isGone = view.state === 'lost' || view.state === 'stopped';
  return html`<article id="${id}" class="panel node-card ${isGone ? 'gone' : ''}" aria-labelledby="${id}-name">
    <div class="node-top">
      <h3 id="${id}-name">
        ${letter === null ? NOTHING : html`<span class="swatch ${ownerClass(letter)}" aria-hidden="true">${letter}</span>`}<span
          >${view.node}</span
        >
      </h3>
      <span class="chip ${mood}">${icon(shape)}${word}</span>
    </div>
    <p class="sub">${ROLES[view.role]}${view.where === '' ? NOTHING : html` · ${view.where}`}</p>
    ${isHost(view) ? held(view.shards, shards, letter) : NOTHING}
    <dl class="pair">
      ${
        isHost(view)
          ? html`<div>
                <dt>Actors</dt>
                <dd><a href="/actors?node=${encodeURIComponent(view.node)}">${count(actors)}</a></dd>
              </div>
              <div>
                <dt>Failing</dt>
                <dd>
                  ${failing === 0 ? '0' : html`<a class="loss" href="/actors?node=${encodeURIComponent(view.node)}&amp;state=failing">${count(failing)}</a>`}
                </dd>
              </div>`
          : NOTHING
      }
      <div>
        <dt>${isGone ? 'Gone since' : 'Up since'}</dt>
        <dd>${since(view.upMs, visit.now)}</dd>
      </div>
    </dl>
    ${text === '' ? NOTHING : html`<p class="sub">${text}</p>`}${commandNote(card.command, visit)}${button(card, visit)}
  </article>`;
};

const held = (held: number, shards: number, letter: string | null): Html =>
  html`<div class="held">
    <p><span class="tile-value">${count(held)}</span> <span class="of">of ${count(shards)} shards</span></p>
    <svg class="meter ${ownerClass(letter)}" viewBox="0 0 ${shards} 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="${shards}" height="6" />
      <rect class="level" width="${held}" height="6" />
    </svg>
  </div>`;

interface NodeFact {
  readonly mood: Mood;
  readonly icon: IconName;
  readonly word: string;
  readonly text: string;
}

const stateOf = ({ view, canBeDrained }: NodeCard): NodeFact => {
  switch (view.state) {
    case 'unreachable':
      return {
        ...{ mood: 'warn', icon: 'unreachable', word: 'Unreachable' },
        text: 'It holds its lease and trades on, but does not answer: commands to its actors fail.',
      };
    case 'lost':
      return {
        ...{ mood: 'bad', icon: 'faulted', word: 'Lost' },
        text: 'Its lease ran out: the other nodes take over its shards.',
      };
    case 'stopped':
      return { mood: 'calm', icon: 'stopped', word: 'Stopped', text: 'It handed its shards over and left.' };
    case 'up':
  }
  if (!isHost(view))
    return { mood: 'good', icon: 'running', word: 'Up', text: 'It shows the troupe and hosts no actor.' };
  if (view.draining && view.shards > 0)
    return { mood: 'busy', icon: 'drain', word: 'Draining', text: `${count(view.shards)} shards still to hand over.` };
  if (view.draining)
    return { mood: 'calm', icon: 'check', word: 'Drained', text: 'It holds nothing: it may be stopped or put back.' };
  const text =
    canBeDrained || view.role === 'all' ? '' : 'No other node could take its shards, so it cannot be drained.';
  return { mood: 'good', icon: 'running', word: 'Up', text };
};

const button = (card: NodeCard, visit: Visit): Html => {
  const { view, actors, canBeDrained } = card;
  if (!may(visit.visitor.caller, 'topology:command')) return NOTHING;
  if (view.state !== 'up' || !isHost(view) || (!view.draining && !canBeDrained)) return NOTHING;
  const command: NodeCommand = view.draining ? 'undrain' : 'drain';
  return commandButton(
    {
      to: view.node,
      path: `/nodes/${encodeURIComponent(view.node)}/commands`,
      ...{ command, slot: 'drain', label: commandLabel(command), icon: command === 'drain' ? 'drain' : 'play' },
      ...(command === 'drain' && {
        confirm: `Drain ${view.node}, with ${count(view.shards)} shards and ${count(actors)} actors? ${DRAIN_TEXT}`,
      }),
    },
    visit,
  );
};

/** What a drain does, for those who are about to ask for one. */
export const DRAIN_TEXT =
  'Its shards with their actors move to the other nodes, a few at a time. Each actor pauses for a moment; no order is ' +
  'lost. It takes none again until it is put back.';

/** Colour of a node's shards. */
export const ownerClass = (letter: string | null): string =>
  letter === null ? 'owner-none' : `owner-${(letter.charCodeAt(0) - 65) % 8}`;

/** What is told by beats has their jitter: rounded, a card changes only when its node does. */
const ROUND_MS = 5_000;

const since = (ms: number, now: number): Html =>
  age(new Date(Math.round((now - ms) / ROUND_MS) * ROUND_MS).toISOString(), now);

const ROLES = { worker: 'Worker', gateway: 'Gateway', all: 'Every role in one process' } as const;
