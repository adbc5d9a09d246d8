// What a subscription and a manual desk make alike of what their risk monitor says.
import { describe, expect, test } from 'vitest';
import { decimal } from '../../actors/domain/decimal.ts';
import type { FromRiskMonitor } from '../../actors/protocol.ts';
import { newTrader, request } from '../../actors/trader.ts';
import { hearMonitor } from '../../actors/trader-hearing.ts';

const stage = () => {
  const state = { ...newTrader({ account: 'a1', allocation: decimal(100), after: 0 }, 'manual.m'), listening: false };
  const said: string[] = [];
  const turn = {
    cancelTimer: (name: string) => said.push(`no ${name}`),
    finish: (reason: string) => said.push(reason),
  };
  const hear = (word: FromRiskMonitor): void =>
    hearMonitor(state, word, turn, () => {
      state.listening = true;
      said.push('listens');
    });
  return { state, said, hear };
};
const through = (seq: number): FromRiskMonitor => ({ kind: 'acknowledged', through: seq, position: 0 });

describe('a word of the risk monitor', () => {
  test('begins what follows from an answer once, and takes from what is pending what is decided', () => {
    const { state, said, hear } = stage();
    for (let n = 0; n < 3; n += 1) request(state, { kind: 'none' });
    hear(through(1));
    hear(through(2));
    expect(said).toEqual(['no hello', 'listens', 'no hello']);
    expect(state.pending.map(({ seq }) => seq)).toEqual([3]);
  });

  test('that refuses begins nothing, until one that does not takes the refusal back', () => {
    const { state, said, hear } = stage();
    hear({ kind: 'refused', reason: 'no money' });
    expect([state.refused, state.listening]).toEqual(['no money', false]);
    hear(through(0));
    expect([state.refused, state.listening, said]).toEqual([null, true, ['no hello', 'no hello', 'listens']]);
  });

  test('that says the last is done ends one that was to stop flat', () => {
    const { state, said, hear } = stage();
    state.stopWhenFlat = true;
    request(state, { kind: 'none' });
    hear(through(0));
    expect(said).not.toContain('stopped, flat');
    hear(through(1));
    expect(said).toContain('stopped, flat');
  });
});
