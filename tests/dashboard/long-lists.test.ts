// Pages of thousands of actors stay as long as pages of a few, and take time by their number alone, not by its square.
import { describe, expect, it } from 'vitest';
import type { NodeView } from '../../actors/cluster-views.ts';
import type { ActorView } from '../../actors/views.ts';
import { nodeFacts } from '../../dashboard/cluster-facts.ts';
import { accountField, accountFilter } from '../../dashboard/parts/account-field.ts';
import { fieldMaker } from '../../dashboard/parts/field.ts';
import { nodeMap } from '../../dashboard/parts/node-map.ts';
import { simulationOf } from '../../dashboard/troupe-facts.ts';
import { base } from '../support/fake-company.ts';

const iso = (): string => '2026-01-01T00:00:00.000Z';
const actor = (address: string, told: Partial<ActorView> = {}): ActorView => ({
  ...base(iso, address, 'node.node-1', 'ann'),
  ...told,
});
const NODE: NodeView = {
  ...{ node: 'node-1', role: 'all', state: 'up', draining: false, upMs: 1, shards: 256, where: 'here' },
};

describe('the map of nodes', () => {
  it('draws the failing ones of 50,000 and counts the others, in time for a page', () => {
    const actors = Array.from({ length: 50_000 }, (_, index) =>
      actor(`subscription.s${index}`, index === 49_999 ? { lifecycle: 'faulted' } : {}),
    );
    const from = performance.now();
    const text = String(nodeMap(nodeFacts([NODE], actors), actors));
    // By the square of their number it was twenty seconds; a busy machine is given twenty times what it takes.
    expect(performance.now() - from).toBeLessThan(2_000);
    expect(text).toContain('subscription.s49999: faulted');
    expect(text).toContain('and 49,928 more');
    expect(text.length).toBeLessThan(50_000);
  });
});

const accountsOf = (length: number) =>
  Array.from({ length }, (_, index) => ({
    ...{ account: `a-${index}`, owner: 'ann', currency: 'USD', venue: 'paper' },
    ...{ deposit: '1', unallocated: '1', equity: '1' },
  }));

describe('an account', () => {
  it.each([
    [200, true],
    [201, false],
    [25_000, false],
  ])('is chosen from %i of them: %s; else it is typed', (number, isChosen) => {
    const accounts = accountsOf(number);
    const query = new URLSearchParams({ account: 'a-7' });
    const filter = String(
      accountFilter(
        accounts.map(({ account }) => account),
        query,
      ),
    );
    const field = String(accountField(fieldMaker({ account: 'a-7' }, new Map()), accounts));
    for (const text of [filter, field]) {
      expect(text.includes('<select')).toBe(isChosen);
      expect(text).toContain('a-7');
      expect(text.length).toBeLessThan(40_000);
    }
    expect(field.includes('a-0: ')).toBe(isChosen);
  });
});

describe('made-up prices', () => {
  it('are told of the account that something trades by them on, and of no other', () => {
    const actors = [
      actor('subscription.s1', { state: { account: 'a-1', simulated: true } }),
      actor('subscription.s2', { state: { account: 'a-2', simulated: false } }),
      actor('risk-monitor.a-1', { state: { account: 'a-1' } }),
      actor('risk-monitor.a-2', { state: { account: 'a-2' } }),
    ];
    expect(actors.map((view) => simulationOf(view, actors, []))).toEqual(['simulated', null, 'partly simulated', null]);
  });
});
