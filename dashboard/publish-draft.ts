// What a person typed to publish something that trades, and the request it makes or what is wrong with it.
import type { PublishRequest } from '../actors/copy-views.ts';
import type { ActorView } from '../actors/views.ts';
import { providersOf } from './copy-facts.ts';
import type { Draft, Faults } from './draft.ts';
import { typedAmount, typedFraction, typedList, typedNumber } from './typed-number.ts';

/** Fees in percent, each with the most that may be asked. */
export const FEES = [
  { name: 'performance', label: 'Performance fee', most: 50, hint: 'Of profit above the highest value so far, to 50.' },
  { name: 'management', label: 'Management fee', most: 10, hint: 'Of equity a year, to 10.' },
  { name: 'perVolume', label: 'Volume fee', most: 1, hint: 'Of what is copied, to 1.' },
] as const;

export const FIRST_PUBLISH: Draft = {
  visibility: 'public',
  ...Object.fromEntries(FEES.map(({ name }) => [name, '0'])),
};

/** What trades and is not published yet. */
export const publishable = (actors: readonly ActorView[]): readonly ActorView[] => {
  const published = new Set(
    providersOf(actors).flatMap(({ state }) => (state.broadcasting === 'WITHDRAWN' ? [] : (state.source ?? []))),
  );
  return actors.filter(({ kind, address }) => SOURCES.has(kind) && !published.has(address));
};

const SOURCES: ReadonlySet<string> = new Set(['subscription', 'manual', 'follower']);
const NAME_LENGTH = 80;

/** The request that the draft makes, in the name of the source's owner; with faults when it makes none. */
export const publishRequest = (
  draft: Draft,
  sources: readonly ActorView[],
): { readonly request: PublishRequest; readonly faults: Faults } => {
  const faults = new Map<string, string>();
  const text = (name: string): string => (draft[name] ?? '').trim();
  const source = sources.find(({ address }) => address === text('source'));
  if (source === undefined) faults.set('source', 'Choose what is published.');
  if (text('name') === '') faults.set('name', 'Give it a name.');
  else if (text('name').length > NAME_LENGTH) faults.set('name', `At most ${NAME_LENGTH} characters.`);
  const visibility = text('visibility');
  if (visibility !== 'public' && visibility !== 'private') faults.set('visibility', 'Choose who may follow.');
  const invited = visibility === 'private' ? typedList(text('invited')) : [];
  if (visibility === 'public' && text('invited') !== '')
    faults.set('invited', 'Whoever wants may follow a public provider: invite nobody.');
  const terms = Object.fromEntries(
    FEES.map(({ name, most }) => [name, typedFraction(text(name) || '0', name, { most }, faults) ?? '0']),
  );
  const maxFollowers =
    text('maxFollowers') === ''
      ? null
      : Number(typedNumber(text('maxFollowers'), 'maxFollowers', { least: 1, isWhole: true }, faults));
  const maxCapital = text('maxCapital') === '' ? null : (typedAmount(text('maxCapital'), 'maxCapital', faults) ?? null);
  const request: PublishRequest = {
    ...{ source: text('source'), name: text('name'), description: text('description').replaceAll('\r\n', '\n') },
    ...{ visibility: visibility === 'private' ? 'private' : 'public', invited, terms, maxFollowers, maxCapital },
    by: source?.owner ?? '',
  };
  return { request, faults };
};

/** Which field of the form a fault is about. */
export const publishFieldNamed = (name: string): string => name.replace(/^terms\./, '');
