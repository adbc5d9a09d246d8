import { describe, expect, it } from 'vitest';
import { copyOrderId } from '../../../actors/domain/client-order-id.ts';
import { type CopyBooks, judgeCopies } from '../../../bench/chaos/copy-judgement.ts';
import type { Copier } from '../../../bench/chaos/copiers.ts';
import type { VenueLine } from '../../../bench/chaos/venue/venue-line.ts';
import { aFill, anOrder } from '../../support/domain-builders.ts';

const [SOURCE, PROVIDER, FOLLOWER] = ['subscription.s', 'provider.s', 'follower.c1-1'];
const COPIER: Copier = { follower: FOLLOWER, provider: PROVIDER, source: SOURCE, ratio: '-0.5' };

type Trade = readonly [actor: string, side: 'BUY' | 'SELL', quantity: string, id: string];

/** Orders that the venue took in, and, unless it is told to leave them open, filled whole. */
const traded = (trades: readonly Trade[], isFilled = true): VenueLine[] =>
  trades.map(([actor, side, quantity, clientOrderId], index) => {
    const order = anOrder({ actor, side, quantity, clientOrderId });
    const fill = aFill({ actor, side, quantity, clientOrderId, fillId: `${clientOrderId}-f` });
    return {
      ...{ seq: index + 1, at: '2024-01-01T00:00:00.000Z', kind: 'submit', outcome: 'accepted', hash: '', open: 0 },
      ...{ account: order.account, clientOrderId, order },
      events: isFilled ? [{ kind: 'filled', clientOrderId, fill, position: 1, time: 0 }] : [],
    };
  });

const OPENED: Trade = [SOURCE, 'BUY', '10', 'p1'];
const COPY: Trade = [FOLLOWER, 'SELL', '5', copyOrderId(FOLLOWER, 'p1-f', 1)];
const WORDS: CopyBooks['words'] = [{ follower: FOLLOWER, fill: 'p1-f', wanted: '-5', ordered: '-5' }];

const judged = (lines: readonly VenueLine[], { books = '10', held = '-5', more = {} } = {}) =>
  judgeCopies([COPIER], lines, {
    ...{ books: new Map([[PROVIDER, books]]), held: new Map([[FOLLOWER, held]]), words: WORDS, fees: [] },
    ...(more as Partial<CopyBooks>),
  });

describe('copies are found sound', () => {
  it('when the follower holds its provider’s position times its ratio, the other way round if it reverses', () => {
    expect(judged(traded([OPENED, COPY]))).toEqual({ copies: 1, divergence: 0, copyFees: 0, violations: [] });
  });

  it('when what is missing is open at the venue', () => {
    const lines = [...traded([OPENED]), ...traded([COPY], false)];
    expect(judged(lines, { held: '0' })).toMatchObject({ divergence: 0, violations: [] });
  });
});

describe('copies are found broken', () => {
  it('when one was missed', () => {
    const { divergence, violations } = judged(traded([OPENED]), { held: '0' });
    expect(divergence).toBe(5);
    expect(violations).toEqual([`copy: ${FOLLOWER} holds 0 and has 0 open, its provider asks for -5`]);
  });

  it('when one was made twice under another id, also after it was put right', () => {
    const again: Trade[] = [
      [FOLLOWER, 'SELL', '5', 'T-other'],
      [FOLLOWER, 'BUY', '5', 'T-back'],
    ];
    expect(judged(traded([OPENED, COPY, again[0]!]), { held: '-10' }).divergence).toBe(5);
    expect(judged(traded([OPENED, COPY, ...again])).violations).toEqual([
      `copy: ${FOLLOWER} traded 15, its provider times its ratio 5.00000001`,
    ]);
  });

  it('when one fill of the provider was filled beyond what it asked for', () => {
    const words = [{ ...WORDS[0]!, wanted: '-4' }];
    expect(judged(traded([OPENED, COPY]), { more: { words } }).violations).toEqual([
      `copy: ${FOLLOWER} copied 5 of fill p1-f, which asked for -4`,
    ]);
  });

  it('when the provider says another position than its source has, or the ledger another than the venue', () => {
    expect(judged(traded([OPENED, COPY]), { books: '9' }).violations).toEqual([
      `copy: ${PROVIDER} says that ${SOURCE} holds 9, the venue says 10`,
    ]);
    expect(judged(traded([OPENED, COPY]), { held: '-4' }).violations).toEqual([
      `copy: ${FOLLOWER} holds -4 by the ledger, -5 by the venue`,
    ]);
  });

  it('when a day was charged twice', () => {
    const fees = [
      { follower: FOLLOWER, day: '2024-01-01', times: 1 },
      { follower: FOLLOWER, day: '2024-01-02', times: 2 },
    ];
    const { copyFees, violations } = judged(traded([OPENED, COPY]), { more: { fees } });
    expect(copyFees).toBe(2);
    expect(violations).toEqual([`copy: ${FOLLOWER} was charged the fees of 2024-01-02 2 times`]);
  });
});
