import { isLimitName, LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import type { ScopeKind } from '../../actors/domain/risk/scope.ts';
import type { Draft, Faults } from '../draft.ts';
import { html, type Html } from '../html.ts';
import { field } from './field.ts';

const KINDS: Readonly<Record<ScopeKind, string>> = {
  platform: 'The whole platform',
  user: 'A user',
  account: 'An account',
  strategy: 'A strategy, with all that trade it',
  follower: 'A follower',
  provider: 'A provider, with all followers',
  instrument: 'An instrument',
  node: 'A node',
};

/** A scope within a sentence: `account ada`. */
export const scopeNoun = (scope: string): string => {
  const colon = scope.indexOf(':');
  if (colon < 0) return `the ${scope}`;
  const [kind, id] = [scope.slice(0, colon), scope.slice(colon + 1)];
  // The address of an actor says its kind already.
  return id.startsWith(`${kind}.`) ? id : `${kind} ${id}`;
};

/** A scope on its own: `Account ada`. */
export const scopeWords = (scope: string): string => {
  if (scope === 'platform') return 'Platform';
  const noun = scopeNoun(scope);
  return noun.includes(' ') ? `${noun.charAt(0).toUpperCase()}${noun.slice(1)}` : noun;
};

/** The fields that say what something is about. */
export const scopeFields = (
  draft: Draft,
  faults: Faults,
  options: { readonly names: readonly string[]; readonly first: string | undefined; readonly limit?: string },
): Html => {
  const { names, first, limit } = options;
  const kinds = limit !== undefined && isLimitName(limit) ? LIMITS[limit].scopes : (Object.keys(KINDS) as ScopeKind[]);
  return html`${field({
    ...{ name: 'kind', label: 'What it is about', kind: 'choice', value: draft['kind'] ?? 'platform' },
    choices: kinds.map((value) => ({ value, label: KINDS[value] })),
    ...{ error: faults.get('kind'), focus: first === 'kind' },
  })}${field({
    ...{ name: 'id', label: 'Which one', kind: 'text', value: draft['id'] ?? '', suggestions: names, optional: true },
    hint: 'Its name or address; nothing for the platform.',
    ...{ error: faults.get('id'), focus: first === 'id' },
  })}`;
};
