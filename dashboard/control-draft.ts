// What a person typed to restrict a part of the cluster, and the command it makes or what is wrong with it.
// D1. What stops trading for others is sent only with a phrase that names it, typed by hand.
import type { NodeView } from '../actors/cluster-views.ts';
import { DomainError } from '../actors/domain/errors.ts';
import { parseScope, SCOPE_KINDS, type RiskScope, type ScopeKind } from '../actors/domain/risk/scope.ts';
import type { Draft } from './draft.ts';

/** In the order of their force. */
export const CONTROL_ACTIONS = ['reduce', 'halt', 'flatten', 'reset'] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

export interface ControlRequest {
  readonly action: ControlAction;
  /** Text of the scope. */
  readonly scope: string;
  readonly reason: string;
  /** Of a node: who is on it now. */
  readonly accounts?: readonly string[];
}

export interface ControlFacts {
  readonly nodes: readonly NodeView[];
  /** Accounts that are on a node now, or are restricted as having been on it. */
  readonly accountsOn: (node: string) => Promise<readonly string[]>;
}

const MOST_REASON = 300;

/** The command that the draft makes; undefined with faults when it makes none. */
export const controlRequest = async (
  draft: Draft,
  { nodes, accountsOn }: ControlFacts,
): Promise<{ readonly request: ControlRequest | undefined; readonly faults: Map<string, string> }> => {
  const faults = new Map<string, string>();
  const action = CONTROL_ACTIONS.find((one) => one === draft['action']);
  if (action === undefined) faults.set('action', 'Choose what is to be done.');
  const scope = scopeOf(draft, faults);
  const reason = reasonOf(draft, faults);
  if (action === undefined || scope === undefined || faults.size > 0) return { request: undefined, faults };
  const text = scopeText(draft);
  if (scope.kind !== 'node' || action === 'reset') return { request: { action, scope: text, reason }, faults };
  const isKnown = nodes.some(({ node }) => node === scope.id);
  const accounts = isKnown ? await accountsOn(scope.id) : [];
  if (!isKnown) faults.set('id', `There is no node ${scope.id}.`);
  else if (accounts.length === 0) faults.set('id', `No account is on ${scope.id} now: there is nobody to restrict.`);
  return { request: faults.size > 0 ? undefined : { action, scope: text, reason, accounts }, faults };
};

/** The scope that was typed; what is wrong with it goes to `faults`. */
export const scopeOf = (draft: Draft, faults: Map<string, string>): RiskScope | undefined => {
  if (!isScopeKind(draft['kind'])) {
    faults.set('kind', 'Choose what it is about.');
    return undefined;
  }
  try {
    return parseScope(scopeText(draft));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const reason = String(error.data['reason']);
    faults.set('id', `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`);
    return undefined;
  }
};

/** The reason that was typed; what is wrong with it goes to `faults`. */
export const reasonOf = (draft: Draft, faults: Map<string, string>): string => {
  const reason = (draft['reason'] ?? '').trim();
  if (reason === '') faults.set('reason', 'Say why: it is shown to everybody whom it is about, and kept.');
  else if (reason.length > MOST_REASON) faults.set('reason', `Say it in at most ${MOST_REASON} characters.`);
  return reason;
};

/** `platform`, `account:ada`: as far as it was typed. */
const scopeText = (draft: Draft): string => {
  const kind = draft['kind'] ?? '';
  return kind === 'platform' ? kind : `${kind}:${(draft['id'] ?? '').trim()}`;
};

/** Fields of a form that name a scope. */
export const draftOfScope = (scope: string): Draft => {
  const colon = scope.indexOf(':');
  return colon < 0 ? { kind: scope, id: '' } : { kind: scope.slice(0, colon), id: scope.slice(colon + 1) };
};

/** What has to be typed before it is done; undefined for what lets trade again (D1). */
export const phraseFor = ({ action, scope }: Pick<ControlRequest, 'action' | 'scope'>): string | undefined =>
  action === 'reset' ? undefined : `${action.toUpperCase()} ${scope === 'platform' ? 'PLATFORM' : scope}`;

const isScopeKind = (text: string | undefined): text is ScopeKind => SCOPE_KINDS.some((kind) => kind === text);
