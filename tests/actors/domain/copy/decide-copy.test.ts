import { describe, expect, it } from 'vitest';
import { targetNow } from '../../../../actors/domain/copy/correct-copy.ts';
import { foldCopy, type CopyMemory } from '../../../../actors/domain/copy/copy-word.ts';
import type { CopyDecision } from '../../../../actors/domain/copy/decide-copy.ts';
import { decimal, ZERO } from '../../../../actors/domain/decimal.ts';
import { anInstrument } from '../../../support/domain-builders.ts';
import { aBook, aScene, ACME, Follower } from './copy-builders.ts';

const told = ({ word }: CopyDecision): string[] => [word.outcome, word.reason ?? '', word.ordered];
const OLD = { ageMs: 60_001 };

/** A follower that holds 20 of a round of 100. */
function joined(fields: Record<string, unknown> = {}): Follower {
  const follower = new Follower(fields);
  expect(told(follower.takes(aBook(100)))).toEqual(['copied', '', '20']);
  return follower;
}

describe('what holds back openings', () => {
  it.each(['paused', 'close_only'] as const)('%s adds nothing, follows reductions, and stays in its round', (mode) => {
    const follower = joined();
    follower.memory = { ...follower.memory, mode };
    expect(told(follower.takes(aBook(150)))).toEqual(['skipped', mode === 'paused' ? 'PAUSED' : 'CLOSE_ONLY', '0']);
    expect(told(follower.takes(aBook(50)))).toEqual(['copied', '', '-10']);
    follower.memory = { ...follower.memory, mode: 'copying' };
    expect(told(follower.takes(aBook(60)))).toEqual(['copied', '', '2']);
  });

  it('a round that opens while paused is not joined until it is over', () => {
    const follower = new Follower();
    follower.memory = { ...follower.memory, mode: 'paused' };
    const opening = follower.takes(aBook(100));
    expect([...told(opening), opening.word.wanted]).toEqual(['skipped', 'PAUSED', '0', '20']);
    follower.memory = { ...follower.memory, mode: 'copying' };
    expect(told(follower.takes(aBook(150)))).toEqual(['skipped', 'NOT_JOINED', '0']);
    follower.takes(aBook(0));
    expect(told(follower.takes(aBook(-100, { round: 2 })))).toEqual(['copied', '', '-20']);
  });

  it('a price that is worse than the slippage lets, and never one that is better', () => {
    const slippage = { maxSlippage: 0.001 };
    const worse = new Follower(slippage).takes(aBook(100), { price: decimal('100.2') });
    expect([...told(worse), worse.word.facts]).toEqual([
      ...['skipped', 'COPY_SLIPPAGE_EXCEEDED', '0', 'slippage=0.002 limit=0.001'],
    ]);
    expect(told(new Follower(slippage).takes(aBook(100), { price: decimal('99.8') }))[0]).toBe('copied');
    expect(told(new Follower(slippage).takes(aBook(-100), { price: decimal('99.8') }))[0]).toBe('skipped');
    const reversed = new Follower({ ...slippage, reverse: true });
    expect(told(reversed.takes(aBook(100), { price: decimal('99.8') }))[0]).toBe('skipped');
    expect(told(joined(slippage).takes(aBook(50), { price: decimal(90) }))).toEqual(['copied', '', '-10']);
  });

  it('a list, a provider that is not active, and too many open positions', () => {
    expect(told(new Follower({ deny: ['ACME'] }).takes(aBook(100)))[1]).toBe('SYMBOL_NOT_ALLOWED');
    expect(told(new Follower({ allow: ['BETA'] }).takes(aBook(100)))[1]).toBe('SYMBOL_NOT_ALLOWED');
    expect(told(joined().takes(aBook(150, { tradingState: 'REDUCING' })))[1]).toBe('PROVIDER_NOT_ACTIVE');
    expect(told(joined().takes(aBook(50, { broadcasting: 'WITHDRAWN' })))).toEqual(['copied', '', '-10']);
    const full = new Follower({ maxOpenPositions: 2 });
    full.openCopies = 2;
    expect(told(full.takes(aBook(100)))[1]).toBe('COPY_POSITIONS_EXCEEDED');
  });

  it('a flip that may not open still closes', () => {
    const follower = joined();
    follower.memory = { ...follower.memory, mode: 'paused' };
    const flip = follower.takes(aBook(-100, { round: 2 }));
    expect([...told(flip), flip.word.wanted, String(flip.opening)]).toEqual(['reduced', 'PAUSED', '-20', '-40', '0']);
  });
});

describe('an outage', () => {
  it('is reconciled at once', () => {
    expect(told(joined().takes(aBook(150), OLD))).toEqual(['copied', '', '10']);
    const dear = joined({ maxSlippage: 0.001 }).takes(aBook(150), { ...OLD, price: decimal(101) });
    expect(told(dear)).toEqual(['skipped', 'COPY_SLIPPAGE_EXCEEDED', '0']);
  });

  it('is followed towards zero alone by close_only', () => {
    const follower = joined({ afterOutage: 'close_only' });
    expect(told(follower.takes(aBook(150), OLD))).toEqual(['skipped', 'SIGNAL_TOO_OLD', '0']);
    expect(told(follower.takes(aBook(50), OLD))).toEqual(['copied', '', '-10']);
  });

  it('is waited out: the next fresh entry trades to the target, of a new round too', () => {
    const follower = joined({ afterOutage: 'wait' });
    expect(told(follower.takes(aBook(50), OLD))).toEqual(['skipped', 'WAITS_AFTER_OUTAGE', '0']);
    expect(told(follower.takes(aBook(50), {}, 'state'))).toEqual(['copied', '', '-10']);
    follower.takes(aBook(-50, { round: 2 }), OLD);
    expect(told(follower.takes(aBook(-60, { round: 2 })))).toEqual(['copied', '', '-22']);
  });

  it('passes over what newer entries have overtaken', () => {
    const follower = joined();
    expect(told(follower.takes(aBook(0), { isCatchingUp: true }))).toEqual(['skipped', 'NOTHING_TO_DO', '0']);
    expect(told(follower.takes(aBook(80, { round: 2 })))).toEqual(['copied', '', '-4']);
  });
});

describe('a round under way at follow', () => {
  const followed = (copyOpen: unknown, price = 101): string[] =>
    told(new Follower({ copyOpen }).takes(aBook(100), { price: decimal(price) }, 'state'));

  it('is joined only where the follower wants it and the price is not worse than that', () => {
    expect(followed({ notWorseThan: 0.02 })).toEqual(['copied', '', '20']);
    expect(followed({ notWorseThan: 0.02 }, 103)).toEqual(['noted', 'COPY_SLIPPAGE_EXCEEDED', '0']);
    expect(followed(false)).toEqual(['noted', 'NOT_JOINED', '0']);
  });

  it('is what an opening is that was too old when it was followed', () => {
    expect(told(new Follower({ copyOpen: false }).takes(aBook(100), OLD))).toEqual(['skipped', 'NOT_JOINED', '0']);
  });
});

describe('a correction', () => {
  const scene = (memory: Partial<CopyMemory> = {}) => {
    const follower = joined();
    return aScene({
      ...{ settings: follower.settings, memory: { ...follower.memory, ...memory } },
      own: { held: decimal(15), working: ZERO, equity: decimal(10_000), openCopies: 0 },
    });
  };

  it('by hand closes, and the round is not opened again until it is over', () => {
    const closing = targetNow(scene(), 'close-by-hand');
    expect([closing.reduceOnly, closing.opening].map(String)).toEqual(['-15', '0']);
    const follower = joined();
    follower.memory = foldCopy(follower.memory, closing.word);
    follower.held = ZERO;
    expect(told(follower.takes(aBook(150)))).toEqual(['skipped', 'CLOSED_BY_HAND', '0']);
    follower.takes(aBook(0));
    expect(told(follower.takes(aBook(100, { round: 2 })))).toEqual(['copied', '', '20']);
  });

  it('reconciles to the target, but opens nothing while paused', () => {
    expect(String(targetNow(scene(), 'reconcile').orderQuantity)).toBe('5');
    const paused = targetNow(scene({ mode: 'paused' }), 'reconcile');
    expect([String(paused.orderQuantity), paused.fault?.reason]).toEqual(['0', 'PAUSED']);
    expect(String(targetNow(scene({ mode: 'stopped' }), 'reconcile').orderQuantity)).toBe('-15');
  });
});

describe('orders', () => {
  const orders = (held: number, working: number, fields: Parameters<typeof aScene>[0] = {}) => {
    const memory: CopyMemory = { ...aScene().memory, seq: 1, round: 1, scale: '0.2', isJoined: true };
    const own = { held: decimal(held), working: decimal(working), equity: decimal(10_000), openCopies: 0 };
    const { reduceOnly, opening } = targetNow(aScene({ memory, own, ...fields }), 'reconcile');
    return [reduceOnly, opening].map(String);
  };

  it('count what is under way, so nothing is ordered twice', () => {
    expect(orders(5, 10)).toEqual(['0', '5']);
    expect(orders(5, 15)).toEqual(['0', '0']);
  });

  it('reduce no more than is held and not being closed', () => {
    const flat = { book: aBook(0) };
    expect(orders(20, -15, flat)).toEqual(['-5', '0']);
    expect(orders(5, 10, flat)).toEqual(['-5', '-10']);
    expect(orders(0, 10, flat)).toEqual(['0', '-10']);
  });

  it('stay within the venue’s bounds', () => {
    const small = { instrument: anInstrument({ lotSize: decimal('0.01'), maxQuantity: decimal(8) }) };
    expect(orders(0, 0, small)).toEqual(['0', '8']);
    const costly = { instrument: { ...ACME, minNotional: decimal(600) } };
    expect(orders(15, 0, costly)).toEqual(['0', '0']);
    expect(orders(14, 0, costly)).toEqual(['0', '6']);
  });
});
