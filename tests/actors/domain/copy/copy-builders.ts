// A provider that holds 100 at 100.00 with an equity of 50,000, and a follower with 10,000: the figures of docs/copy-examples.md.
import type { ProviderBook } from '../../../../actors/domain/copy/copy-entry.ts';
import type { CopyScene } from '../../../../actors/domain/copy/copy-scene.ts';
import { copySettings, type CopySettings } from '../../../../actors/domain/copy/copy-settings.ts';
import { foldCopy, NO_COPY, type CopyMemory } from '../../../../actors/domain/copy/copy-word.ts';
import { type CopyDecision, type CopyInput, decideCopy } from '../../../../actors/domain/copy/decide-copy.ts';
import { decimal, ZERO, type Decimal } from '../../../../actors/domain/decimal.ts';
import { anInstrument } from '../../../support/domain-builders.ts';

export const ACME = anInstrument({ lotSize: decimal('0.01') });

export const someSettings = (fields: Record<string, unknown> = {}): CopySettings =>
  copySettings({ allocation: { kind: 'equity_ratio', multiplier: 1 }, ...fields });

export const aBook = (quantity: number, fields: Partial<ProviderBook> = {}): ProviderBook => ({
  ...{
    round: 1,
    quantity: decimal(quantity),
    averagePrice: decimal(100),
    price: decimal(100),
    equity: decimal(50_000),
  },
  ...{ broadcasting: 'ON', tradingState: 'ACTIVE' },
  ...fields,
});

export const NOW = Date.UTC(2026, 0, 5, 12);

export const aScene = (fields: Partial<CopyScene> = {}): CopyScene => ({
  ...{ settings: someSettings(), memory: NO_COPY, book: aBook(100), price: decimal(100), rate: decimal(1) },
  own: { held: ZERO, working: ZERO, equity: decimal(10_000), openCopies: 0 },
  instrument: ACME,
  ...fields,
});

export type Surroundings = Partial<
  Pick<CopyInput, 'price' | 'rate' | 'ageMs' | 'isCatchingUp' | 'volatility' | 'instrument'>
>;

/** A follower whose orders fill at once, and whose memory goes through JSON with every word. */
export class Follower {
  settings: CopySettings;
  memory: CopyMemory = NO_COPY;
  held: Decimal = ZERO;
  openCopies = 0;
  #provider: Decimal = ZERO;
  #seq = 0;

  constructor(fields: Record<string, unknown> = {}) {
    this.settings = someSettings(fields);
  }

  /** The provider's fill to that quantity, unless told that it is a mere word about the state. */
  takes(book: ProviderBook, surroundings: Surroundings = {}, kind: 'fill' | 'state' = 'fill'): CopyDecision {
    const traded = book.quantity.sub(this.#provider);
    this.#provider = book.quantity;
    const seq = ++this.#seq;
    const decision = decideCopy({
      ...{ settings: this.settings, memory: this.memory, now: NOW, price: decimal(100), rate: decimal(1) },
      ...{ volatility: null, instrument: ACME },
      own: { held: this.held, working: ZERO, equity: decimal(10_000), openCopies: this.openCopies },
      entry: {
        ...{ seq, time: NOW, at: NOW, book },
        what:
          kind === 'state'
            ? { kind, reason: 'as it is' }
            : { kind, fillId: `F-${seq}`, side: traded.isNegative() ? 'SELL' : 'BUY', quantity: traded.abs() },
      },
      ...surroundings,
    });
    if (decision === undefined) throw new Error(`entry ${seq} is none of its business`);
    this.memory = foldCopy(this.memory, JSON.parse(JSON.stringify(decision.word)) as typeof decision.word);
    this.held = this.held.add(decision.orderQuantity);
    return decision;
  }

  /** What it orders at each entry, as text. */
  orders(books: readonly ProviderBook[], surroundings: Surroundings = {}): string[] {
    return books.map((book) => String(this.takes(book, surroundings).orderQuantity));
  }
}
