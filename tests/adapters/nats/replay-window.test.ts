import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayWindow } from '../../../adapters/nats/replay-window.ts';

describe('the replay window', () => {
  it('accepts each number once however they are mixed up, and none older than the window', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 300 }), (numbers) => {
        const window = new ReplayWindow(32);
        const accepted = new Set<number>();
        let highest = -1;
        for (const number of numbers) {
          const fresh = !accepted.has(number) && number > highest - 32;
          expect(window.accept(number)).toBe(fresh);
          if (fresh) accepted.add(number);
          highest = Math.max(highest, number);
        }
      }),
    );
  });

  it('bears that 1,024 packets overtake one, so a reordering network loses nothing', () => {
    const window = new ReplayWindow(1_024);
    for (let seq = 2; seq <= 1_024; seq += 1) expect(window.accept(seq)).toBe(true);
    expect(window.accept(1)).toBe(true);
    expect(window.accept(1)).toBe(false);
    expect(window.accept(1_026)).toBe(true);
    expect(window.accept(2)).toBe(false);
  });
});
