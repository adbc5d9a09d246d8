import { feesOf, type FeesWord } from './copy/fee-accrual.ts';
import { ZERO, type Decimal } from './decimal.ts';
import { fillPostings, fillTransactionId, ledgerEntries, type LedgerEntry } from './ledger-entry.ts';
import type { Fill } from './order.ts';
import { applyFill, FLAT_POSITION, signedQuantity, type Position } from './position.ts';

// What `check` holds (I3):
// L1. Every transaction sums to zero per currency.
// L2. A position = Σ its fills.
// L3. Cash of a sub-ledger = what was paid into it − Σ price × signed quantity − Σ commission − Σ fees.
// L4. Inventory = Σ cost of the positions, at average cost; so a flat sub-ledger has exactly none.
// L5. Commission and realized profit = those of the fills; fees = those of the words that charged them.
// L6. The sub-ledgers of an account sum to the account.

export type LedgerBook = LedgerEntry['book'];

export interface LedgerBalance {
  readonly account: string;
  readonly actor: string;
  readonly currency: string;
  readonly book: LedgerBook;
  readonly amount: Decimal;
}

/** Something that I3 forbids, with the numbers as exact text. */
export interface LedgerFault {
  readonly invariant: 'I3';
  /** What it is about, e.g. `CASH of subscription.1 in USD`. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

/** What is recorded elsewhere and must agree with rows and fills. */
export interface LedgerClaims {
  readonly positions?: Iterable<{
    readonly account: string;
    readonly actor: string;
    readonly instrument: string;
    readonly quantity: Decimal;
  }>;
  readonly cash?: Iterable<{ readonly account: string; readonly currency: string; readonly amount: Decimal }>;
}

/**
 * The fold of a double-entry ledger: sub-ledgers of actors over accounts.
 * Live and in backtests `book` a fill, which makes its rows; to audit what is stored, `post` the stored rows, `witness` the
 * stored fills and `witnessFees` of the stored words, and `check`. Fills must come in the order in which they were booked.
 */
export class Ledger {
  readonly #subledgers = new Map<string, Subledger>();
  /** Sums, per currency, of the transactions that do not balance (yet). */
  readonly #unbalanced = new Map<string, Decimal>();

  /** Adds rows; refuses none, so that a broken ledger can be read and `check` can say where it is broken. */
  post(entries: readonly LedgerEntry[]): void {
    for (const entry of entries) {
      const books = this.#subledger(entry.account, entry.actor, entry.currency).books;
      books[entry.book] = books[entry.book].add(entry.amount);
      const key = `${entry.transactionId} in ${entry.currency}`;
      const sum = (this.#unbalanced.get(key) ?? ZERO).add(entry.amount);
      if (sum.isZero()) this.#unbalanced.delete(key);
      else this.#unbalanced.set(key, sum);
    }
  }

  /** Books a fill at average cost and returns the rows it made. `currency` is the instrument's quote currency. */
  book(fill: Fill, currency: string): LedgerEntry[] {
    const { before, after } = this.witness(fill, currency);
    const { account, time } = fill;
    const entries = ledgerEntries({
      transactionId: fillTransactionId(fill),
      account,
      time,
      postings: fillPostings(before, after, fill, currency),
    });
    this.post(entries);
    return entries;
  }

  /** Takes note of a fill whose rows are posted apart, and returns the position it changed. */
  witness(fill: Fill, currency: string): { before: Position; after: Position } {
    const subledger = this.#subledger(fill.account, fill.actor, currency);
    const before = subledger.positions.get(fill.instrument) ?? FLAT_POSITION;
    const after = applyFill(before, fill);
    const signed = signedQuantity(fill);
    subledger.positions.set(fill.instrument, after);
    subledger.quantities.set(fill.instrument, (subledger.quantities.get(fill.instrument) ?? ZERO).add(signed));
    subledger.spent = subledger.spent.add(signed.mul(fill.price)).add(fill.commission);
    return { before, after };
  }

  /** Takes note of fees that a word charged and whose rows are posted apart. */
  witnessFees(
    { account, actor, currency }: Pick<LedgerBalance, 'account' | 'actor' | 'currency'>,
    word: Pick<FeesWord, 'management' | 'performance' | 'volume'>,
  ): void {
    const subledger = this.#subledger(account, actor, currency);
    subledger.charged = subledger.charged.add(feesOf(word));
  }

  /** Cash of a sub-ledger, zero for one that is not known. */
  cashOf(account: string, actor: string, currency: string): Decimal {
    return this.#find(account, actor, currency)?.books.CASH ?? ZERO;
  }

  /** Signed book cost of all that a sub-ledger holds in one currency. */
  costOf(account: string, actor: string, currency: string): Decimal {
    return this.#find(account, actor, currency)?.books.INVENTORY ?? ZERO;
  }

  positionOf(account: string, actor: string, currency: string, instrument: string): Position {
    return this.#find(account, actor, currency)?.positions.get(instrument) ?? FLAT_POSITION;
  }

  /** Every book that is not zero, by account, actor, currency and book in the order in which they were opened. */
  balances(): LedgerBalance[] {
    const balances: LedgerBalance[] = [];
    for (const { account, actor, currency, books } of this.#subledgers.values()) {
      for (const book of BOOKS)
        if (!books[book].isZero()) balances.push({ account, actor, currency, book, amount: books[book] });
    }
    return balances;
  }

  /** All that differs from I3; empty when it holds. */
  check(claims: LedgerClaims = {}): LedgerFault[] {
    const faults: LedgerFault[] = [];
    const compare = (subject: string, expected: Decimal, found: Decimal): void => {
      if (!expected.eq(found))
        faults.push({ invariant: 'I3', subject, expected: String(expected), found: String(found) });
    };
    for (const [transaction, sum] of this.#unbalanced) compare(`transaction ${transaction}`, ZERO, sum);
    const accounts = new Map<string, Decimal>();
    for (const subledger of this.#subledgers.values()) {
      const { account, actor, currency, books, positions, quantities, spent, charged } = subledger;
      const of = `of ${actor} on ${account} in ${currency}`;
      let cost = ZERO;
      let realized = ZERO;
      let commission = ZERO;
      for (const [instrument, position] of positions) {
        compare(`position in ${instrument} ${of}`, quantities.get(instrument) ?? ZERO, position.quantity);
        cost = cost.add(position.cost);
        realized = realized.add(position.realizedPnl);
        commission = commission.add(position.commission);
      }
      const cash = books.EQUITY.neg().sub(spent).sub(charged);
      compare(`CASH ${of}`, cash, books.CASH);
      compare(`INVENTORY ${of}`, cost, books.INVENTORY);
      compare(`COMMISSION ${of}`, commission, books.COMMISSION);
      compare(`FEES ${of}`, charged, books.FEES);
      compare(`REALIZED_PNL ${of}`, realized.neg(), books.REALIZED_PNL);
      const key = accountKey(account, currency);
      accounts.set(key, (accounts.get(key) ?? ZERO).add(books.CASH));
    }
    for (const { account, currency, amount } of claims.cash ?? []) {
      compare(`CASH of account ${account} in ${currency}`, amount, accounts.get(accountKey(account, currency)) ?? ZERO);
    }
    this.#checkPositions(claims.positions, compare);
    return faults;
  }

  #checkPositions(
    claimed: LedgerClaims['positions'],
    compare: (subject: string, expected: Decimal, found: Decimal) => void,
  ): void {
    if (claimed === undefined) return;
    const unclaimed = new Map<string, Decimal>();
    for (const { account, actor, quantities } of this.#subledgers.values()) {
      for (const [instrument, quantity] of quantities)
        unclaimed.set(positionName(account, actor, instrument), quantity);
    }
    for (const { account, actor, instrument, quantity } of claimed) {
      const name = positionName(account, actor, instrument);
      compare(name, unclaimed.get(name) ?? ZERO, quantity);
      unclaimed.delete(name);
    }
    for (const [name, quantity] of unclaimed) compare(name, quantity, ZERO);
  }

  #find(account: string, actor: string, currency: string): Subledger | undefined {
    return this.#subledgers.get(subledgerKey(account, actor, currency));
  }

  #subledger(account: string, actor: string, currency: string): Subledger {
    const key = subledgerKey(account, actor, currency);
    let subledger = this.#subledgers.get(key);
    if (subledger === undefined) {
      subledger = {
        ...{ account, actor, currency, positions: new Map(), quantities: new Map(), spent: ZERO, charged: ZERO },
        books: { CASH: ZERO, INVENTORY: ZERO, COMMISSION: ZERO, REALIZED_PNL: ZERO, EQUITY: ZERO, FEES: ZERO },
      };
      this.#subledgers.set(key, subledger);
    }
    return subledger;
  }
}

interface Subledger {
  readonly account: string;
  readonly actor: string;
  readonly currency: string;
  readonly books: Record<LedgerBook, Decimal>;
  readonly positions: Map<string, Position>;
  /** Σ signed quantity of the fills by instrument, kept apart from the positions to check them by. */
  readonly quantities: Map<string, Decimal>;
  /** Σ price × signed quantity + Σ commission of the fills. */
  spent: Decimal;
  /** Σ fees of the words that charged them. */
  charged: Decimal;
}

const BOOKS: readonly LedgerBook[] = ['CASH', 'INVENTORY', 'COMMISSION', 'REALIZED_PNL', 'EQUITY', 'FEES'];

// A line feed is in no address, symbol or currency.
const subledgerKey = (account: string, actor: string, currency: string): string => `${account}\n${actor}\n${currency}`;
const accountKey = (account: string, currency: string): string => `${account}\n${currency}`;
const positionName = (account: string, actor: string, instrument: string): string =>
  `position in ${instrument} of ${actor} on ${account}`;
