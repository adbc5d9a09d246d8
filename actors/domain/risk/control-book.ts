// K1. Everybody who has taken the same controls has the same book: it is the fold of them, in their order.
// K2. What holds for a subject is the strictest of all that cover it; lifting one scope lifts no other.
import type { EconomicEvent } from '../system-risk/economic-event.ts';
import { strictest, type TradingState } from '../trading-state.ts';
import type { Control, Restrict } from './control.ts';
import {
  emptyLimitBook,
  loadLimitBook,
  reviveLimitEntry,
  saveLimitBook,
  setLimit,
  type LimitBook,
} from './limit-book.ts';
import { parseRule, saveRule, type SavedRule } from './rule-parsing.ts';
import type { ActionRule } from './rule.ts';
import { covers, parseScope, type PartialSubject, type RiskScope } from './scope.ts';

/** A restriction that stays until it is lifted. */
export interface Latch {
  readonly scope: RiskScope;
  readonly state: TradingState;
  readonly flatten: boolean;
  readonly accounts: readonly string[] | undefined;
  readonly reason: string;
  readonly by: string;
  /** Epoch milliseconds UTC. */
  readonly at: number;
  /** Number of the control that set it. */
  readonly seq: number;
}

/** All controls taken so far. */
export interface ControlBook {
  /** Number of the last control taken. */
  through: number;
  /** By the text of the scope. */
  readonly latches: Map<string, Latch>;
  limits: LimitBook;
  rules: readonly ActionRule[];
  events: readonly EconomicEvent[];
}

/** What the latches let a subject do; why is that of the strictest. */
export interface Restraint {
  readonly state: TradingState;
  readonly flatten: boolean;
  readonly reason: string;
}

export const emptyControlBook = (): ControlBook => ({
  through: 0,
  latches: new Map(),
  limits: emptyLimitBook(),
  rules: [],
  events: [],
});

/** Takes the next control. Throws LIMIT_VERSION_GAP when it is not the next of its limit. */
export function takeControl(book: ControlBook, seq: number, control: Control): void {
  book.through = seq;
  switch (control.kind) {
    case 'restrict':
      latch(book, seq, control);
      return;
    case 'limit':
      setLimit(book.limits, reviveLimitEntry(control.entry));
      return;
    case 'rules':
      book.rules = control.rules.map(parseRule);
      return;
    case 'calendar':
      book.events = control.events;
  }
}

/** The latches that cover a subject. */
export function latchesOf(book: ControlBook, subject: PartialSubject): Latch[] {
  return [...book.latches.values()].filter((one) => isAbout(one, subject));
}

/** What all latches together let a subject do (K2). */
export function restraintOf(book: ControlBook, subject: PartialSubject): Restraint {
  let restraint = FREE;
  if (book.latches.size === 0) return restraint;
  for (const { state, flatten, reason } of latchesOf(book, subject)) {
    const isStricter = state !== restraint.state && strictest(state, restraint.state) === state;
    restraint = {
      ...(isStricter ? { state, reason } : { state: restraint.state, reason: restraint.reason }),
      flatten: flatten || restraint.flatten,
    };
  }
  return restraint;
}

/** Whether a control says anything to one of these subjects. */
export function concerns(control: Control, subjects: readonly PartialSubject[]): boolean {
  if (control.kind === 'rules' || control.kind === 'calendar') return true;
  const scope = parseScope(control.kind === 'limit' ? control.entry.scope : control.scope);
  const accounts = control.kind === 'restrict' ? control.accounts : undefined;
  return subjects.some((subject) => isAbout({ scope, accounts }, subject));
}

const FREE: Restraint = { state: 'ACTIVE', flatten: false, reason: '' };

const isAbout = ({ scope, accounts }: Pick<Latch, 'scope' | 'accounts'>, subject: PartialSubject): boolean =>
  accounts === undefined ? covers(scope, subject) : accounts.includes(subject.account ?? '');

function latch(book: ControlBook, seq: number, { scope, state, flatten, accounts, reason, by, at }: Restrict): void {
  if (state === 'ACTIVE') book.latches.delete(scope);
  else book.latches.set(scope, { scope: parseScope(scope), state, flatten, accounts, reason, by, at, seq });
}

interface SavedControls {
  readonly through: number;
  readonly latches: readonly (readonly [string, Omit<Latch, 'scope'>])[];
  readonly limits: unknown;
  readonly rules: readonly SavedRule[];
  readonly events: readonly EconomicEvent[];
}

/** JSON of the book. */
export const saveControlBook = ({ through, latches, limits, rules, events }: ControlBook): unknown => {
  const saved: SavedControls = {
    ...{ through, events, limits: saveLimitBook(limits), rules: rules.map(saveRule) },
    latches: Array.from(latches, ([text, { scope: _scope, ...rest }]) => [text, rest]),
  };
  return saved;
};

/** The book again from its JSON; an empty one from nothing. */
export function loadControlBook(json: unknown): ControlBook {
  if (json === undefined) return emptyControlBook();
  const { latches, limits, rules, ...rest } = json as SavedControls;
  return {
    ...rest,
    limits: loadLimitBook(limits),
    rules: rules.map(parseRule),
    latches: new Map(latches.map(([text, saved]) => [text, { ...saved, scope: parseScope(text) }])),
  };
}
