import { DomainError } from '../errors.ts';

/**
 * In the order of inheritance, widest first: the platform, then its users, their accounts, what trades on them; a provider,
 * an instrument and a node lie across.
 */
export const SCOPE_KINDS = [
  'platform',
  'user',
  'account',
  'strategy',
  'follower',
  'provider',
  'instrument',
  'node',
] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];
type NamedKind = Exclude<ScopeKind, 'platform'>;

/** A part of the cluster that a limit, a rule or a halt is about. */
export type RiskScope =
  | { readonly kind: 'platform' }
  /** A strategy and a follower are named by their actor's address, an instrument by its symbol. */
  | { readonly kind: NamedKind; readonly id: string };

/** Whom and what an order concerns. */
export interface RiskSubject {
  readonly user: string;
  readonly account: string;
  /** Address of the actor that trades. */
  readonly actor: string;
  /** Address of the strategy whose signals it trades; undefined for one that trades none. */
  readonly strategy: string | undefined;
  readonly symbol: string;
  /** Whose fills it copies. */
  readonly provider?: string;
  readonly node?: string;
}

/** A subject, or the part of one that figures are about: those of an account have no actor and no symbol. */
export type PartialSubject = Partial<RiskSubject>;

/** `platform`, `user:alice`, `account:alice-1`, `strategy:strategy.01J…`, `instrument:EUR/USD`. */
export const formatScope = (scope: RiskScope): string =>
  scope.kind === 'platform' ? scope.kind : `${scope.kind}:${scope.id}`;

/** The scope that `formatScope` wrote. Throws SCOPE_INVALID with the text and what is wrong with it. */
export function parseScope(text: string): RiskScope {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const id = colon < 0 ? undefined : text.slice(colon + 1);
  if (!isScopeKind(kind)) throw invalid(text, `${JSON.stringify(kind)} is none of ${SCOPE_KINDS.join(', ')}`);
  if (kind === 'platform') {
    if (id !== undefined) throw invalid(text, 'there is one platform: it has no id');
    return { kind };
  }
  const fault = idFault(kind, id ?? '');
  if (fault !== undefined) throw invalid(text, fault);
  return { kind, id: id ?? '' };
}

/** Whether a limit, rule or halt of the scope is about the subject; a scope never covers what a subject leaves out. */
export const covers = (scope: RiskScope, subject: PartialSubject): boolean =>
  scope.kind === 'platform' || idIn(subject, scope.kind) === scope.id;

/** Every scope that covers the subject, in the order of inheritance. */
export function scopesOf(subject: PartialSubject): RiskScope[] {
  const scopes: RiskScope[] = [];
  for (const kind of SCOPE_KINDS) {
    if (kind === 'platform') {
      scopes.push({ kind });
      continue;
    }
    const id = idIn(subject, kind);
    if (id !== undefined) scopes.push({ kind, id });
  }
  return scopes;
}

/** Whether it covers parts of an account: what trades on it, or what is traded; a scope as wide as an account covers all of one. */
export const isWithinAccount = ({ kind }: RiskScope): boolean => WITHIN_ACCOUNT.includes(kind);

/** The subject of which nothing is known but that the scope covers it. */
export const subjectWithin = (scope: RiskScope): PartialSubject =>
  scope.kind === 'platform' ? {} : { [FIELD[scope.kind]]: scope.id };

const WITHIN_ACCOUNT: readonly ScopeKind[] = ['strategy', 'follower', 'provider', 'instrument'];

const FIELD: Readonly<Record<NamedKind, keyof RiskSubject>> = {
  user: 'user',
  account: 'account',
  strategy: 'strategy',
  follower: 'actor',
  provider: 'provider',
  instrument: 'symbol',
  node: 'node',
};

function idIn(subject: PartialSubject, kind: NamedKind): string | undefined {
  const id = subject[FIELD[kind]];
  // A subscription trades too, but is no follower.
  return kind === 'follower' && id?.startsWith('follower.') !== true ? undefined : id;
}

function idFault(kind: NamedKind, id: string): string | undefined {
  if (id === '') return `which ${kind}? write ${kind}:<id>`;
  if (/[\s\p{C}]/u.test(id)) return 'an id has neither blanks nor control characters';
  const isAddress = kind === 'strategy' || kind === 'follower';
  return isAddress && !(id.startsWith(`${kind}.`) && id.length > kind.length + 1)
    ? `a ${kind} is named by its address, ${kind}.<id>`
    : undefined;
}

const isScopeKind = (text: string): text is ScopeKind => (SCOPE_KINDS as readonly string[]).includes(text);

const invalid = (scope: string, reason: string): DomainError =>
  new DomainError('SCOPE_INVALID', `${JSON.stringify(scope)} is no scope: ${reason}`, { scope, reason });
