// What the views say of copying, told as a page needs it.
import type { FollowerStateView, ProviderStateView } from '../actors/copy-views.ts';
import type { ActorView, ManualStateView } from '../actors/views.ts';
import { numberOf } from './format.ts';

/** A provider as the list of actors knows it; one that has not spoken yet knows nothing of itself. */
export interface Provider {
  readonly view: ActorView;
  readonly state: Partial<ProviderStateView>;
}

export interface Follower {
  readonly view: ActorView;
  readonly state: Partial<FollowerStateView>;
}

export interface Desk {
  readonly view: ActorView;
  readonly state: Partial<ManualStateView>;
}

const ofKind = (
  kind: string,
  actors: readonly ActorView[],
): readonly { view: ActorView; state: ActorView['state'] }[] =>
  actors.flatMap((view) => (view.kind === kind ? [{ view, state: view.state }] : []));

export const providersOf = (actors: readonly ActorView[]): readonly Provider[] => ofKind('provider', actors);
export const followersOf = (actors: readonly ActorView[]): readonly Follower[] => ofKind('follower', actors);
export const desksOf = (actors: readonly ActorView[]): readonly Desk[] => ofKind('manual', actors);

export const providerOf = (view: ActorView): Provider => ({ view, state: view.state });
export const deskOf = (view: ActorView): Desk => ({ view, state: view.state });

/** Its own name, or its address while it has none. */
export const nameOf = ({ view, state }: Pick<Provider, 'view' | 'state'>): string => state.name ?? view.address;

/** Whether somebody new may follow it, or why not. */
export const whyClosed = ({ view, state }: Provider): string | undefined => {
  if (state.broadcasting === 'WITHDRAWN') return 'It has withdrawn and takes no more followers.';
  if (view.lifecycle === 'stopped' || view.lifecycle === 'faulted') return 'It is not running.';
  if (state.published === false) return 'It is being published; its first word comes in a moment.';
  if (state.room?.followers === 0) return `It has all of its ${state.maxFollowers} followers.`;
  if (numberOf(state.room?.capital) === 0) return 'It has all the capital that it takes.';
  return undefined;
};

/** Equity above what was put aside. */
export const gainOf = ({ state }: Pick<Follower, 'state'>): { amount: number; fraction: number } | undefined => {
  const [equity, allocation] = [numberOf(state.equity), numberOf(state.allocation)];
  if (equity === undefined || allocation === undefined || allocation === 0) return undefined;
  return { amount: equity - allocation, fraction: equity / allocation - 1 };
};

/** Addresses as they stand in a path. */
export const providerPath = (address: string): string => `/copy/providers/${encodeURIComponent(address)}`;
export const broadcastPath = (address: string): string => `/copy/broadcasting/${encodeURIComponent(address)}`;
export const deskPath = (address: string): string => `/copy/desks/${encodeURIComponent(address)}`;
export const followPath = (address: string): string => `${providerPath(address)}/follow`;
