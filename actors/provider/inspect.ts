// A follower is a number here, and an alias if it wants to be: never an owner, never an address.
import type { ProviderStateView } from '../copy-views.ts';
import { equityOf } from './book.ts';
import { type ProviderState, tradingStateOf } from './provider-state.ts';
import { isPublished } from './telling.ts';

/** Followers that are named; the others are counted. */
const ALIASES_SHOWN = 100;

/** What a provider shows of itself. */
export function inspectProvider(state: ProviderState): Record<string, unknown> {
  const { config, roll } = state;
  const { maxFollowers, maxCapital, terms } = config;
  const tradingState = tradingStateOf(state);
  const view: ProviderStateView & { owner: string; tradingState: string; tradingStateReason: string } = {
    owner: config.owner,
    name: config.name,
    description: config.description,
    source: config.source,
    account: config.account,
    lane: config.lane,
    instrument: config.instrument.symbol,
    simulated: config.instrument.simulated,
    basis: config.instrument.basis,
    currency: config.currency,
    visibility: config.visibility,
    invited: config.invited,
    depth: config.chain.length,
    published: isPublished(state),
    broadcasting: state.broadcasting,
    broadcastingReason: state.broadcastingReason,
    book: bookView(state),
    entries: state.entries,
    reports: state.reportsSeq,
    time: state.time === 0 ? null : iso(state.time),
    followers: roll.followers.size,
    aliases: aliasesOf(state),
    capital: String(roll.capital),
    maxFollowers,
    maxCapital: maxCapital === null ? null : String(maxCapital),
    room: {
      followers: maxFollowers === null ? null : Math.max(0, maxFollowers - roll.followers.size),
      capital: maxCapital === null ? null : String(maxCapital.sub(roll.capital)),
    },
    terms: {
      performance: String(terms.performance),
      management: String(terms.management),
      perVolume: String(terms.perVolume),
    },
    notes: state.notes.map(({ text, at }) => ({ text, at: iso(at) })),
    tradingState,
    tradingStateReason: state.own.state === tradingState ? state.own.reason : state.book.restraint.reason,
  };
  return { ...view };
}

function bookView({ book }: ProviderState): ProviderStateView['book'] {
  const { round, holding, price } = book;
  const isFlat = holding.quantity.isZero();
  return {
    ...{ round, quantity: String(holding.quantity), equity: String(equityOf(book)) },
    averagePrice: isFlat ? null : holding.averagePrice.toSignificantDigits(12).toString(),
    price: price.isZero() ? null : String(price),
  };
}

function aliasesOf({ roll }: ProviderState): string[] {
  const aliases: string[] = [];
  for (const { alias } of roll.followers.values()) {
    if (aliases.length === ALIASES_SHOWN) break;
    if (alias !== null) aliases.push(alias);
  }
  return aliases;
}

const iso = (time: number): string => new Date(time).toISOString();
