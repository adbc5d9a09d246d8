// Y1. An address is made of the command's id, so a command that comes again finds what it made and is answered again.
// Y2. A follower is on its provider's roll before it exists: two who come at once cannot both have the last place, nor both follow
//     on one account. When it cannot be made it leaves the roll again, unless nobody knows whether it was made: then asking again
//     settles it, and if nobody does its place is free again soon (provider/roll.ts, R3).
// Y3. Who unfollows stops copying first and leaves the roll then; asked again, what is done already is passed over. Should this
//     fail in between, the follower leaves by itself (follower/roll.ts).
import { hash } from 'node:crypto';
import type { Company } from '../../runtime/cluster/company.ts';
import type { Claim } from '../../runtime/host/admission.ts';
import { ActorError, errorMessage, errorType } from '../../runtime/errors.ts';
import type { ActorRecord, ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type {
  BanRequest,
  FollowerStateView,
  FollowPreviewView,
  FollowRequest,
  ProviderStateView,
  PublishRequest,
  UnfollowRequest,
} from '../copy-views.ts';
import type { Caller } from '../domain/people/caller.ts';
import { reportsStream } from '../protocol.ts';
import type { OpenDeskRequest } from '../start-views.ts';
import type { ActorView } from '../views.ts';
import { refused } from './casting.ts';
import {
  canBePublished,
  castFollower,
  castManualDesk,
  castProvider,
  type CopyStage,
  isFollowedAs,
  isOpenedAs,
  isPublishedAs,
  type ProviderRow,
  type SourceConfig,
} from './copy-casting.ts';
import type { NewActor } from './account-casting.ts';
import { followPreview } from './follow-preview.ts';

export interface CopyCompanyOptions {
  readonly company: Pick<Company, 'act' | 'spawn'>;
  readonly registry: Pick<ActorRegistry, 'find'>;
  readonly actors: () => readonly ActorView[];
  readonly stage: () => CopyStage;
  /** Last entry of each of these streams that has one. */
  readonly heads: (streams: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly newId: () => string;
}

export type CopyCompany = ReturnType<typeof copyCompany>;

/** Brings together providers, followers and manual desks. */
export function copyCompany({ company, registry, actors, stage, heads, newId }: CopyCompanyOptions) {
  const addressOf = (kind: string, { by, commandId }: { by: string; commandId?: string }): string =>
    `${kind}.${commandId === undefined ? newId() : hash('sha256', JSON.stringify([kind, by, commandId]), 'hex').slice(0, ID_LENGTH)}`;

  /** Whether the actor that a command asks for is there. Throws COMMAND_ID_TAKEN where it is another one. */
  const isThere = async (address: string, isAsked: (config: unknown) => boolean): Promise<boolean> => {
    const record = await registry.find(address);
    if (record === undefined) return false;
    if (isAsked(record.config)) return true;
    throw new ActorError(
      'COMMAND_ID_TAKEN',
      `${address} was made by another command of that id; give this one its own`,
      {
        field: 'commandId',
      },
    );
  };

  const spawn = async (record: NewActor, isAsked: (config: unknown) => boolean): Promise<void> => {
    try {
      await company.spawn([record]);
    } catch (error) {
      // The same command at the same time; Y1.
      if (errorType(error) !== 'ACTOR_EXISTS' || !(await isThere(record.address, isAsked))) throw error;
    }
  };

  const providerRow = async (address: string): Promise<ProviderRow> => {
    const record = await registry.find(address);
    if (record?.kind !== 'provider') throw refused('provider', `there is no provider ${address}`);
    return record.config as ProviderRow;
  };

  const sourceOf = async (address: string): Promise<ActorRecord> => {
    const record = await registry.find(address);
    if (record === undefined) throw refused('source', `there is no actor ${address}`);
    if (!canBePublished(record))
      throw refused('source', `${address} trades nothing: publish a subscription, a follower or a manual desk`);
    return record;
  };

  const publish = async (request: PublishRequest, caller?: Caller): Promise<{ provider: string }> => {
    const provider = addressOf('provider', request);
    const isAsked = (config: unknown): boolean => isPublishedAs(config, request);
    if (await isThere(provider, isAsked)) return { provider };
    const source = await sourceOf(request.source);
    const { provider: copies } = source.config as SourceConfig;
    const copied = copies === undefined ? undefined : await providerRow(copies);
    const reports = reportsStream(source.address);
    const head = (await heads([reports])).get(reports) ?? 0;
    await spawn(castProvider(provider, request, source, { ...stage(), head, copied, caller }), isAsked);
    return { provider };
  };

  /** A second follower on the account would share the provider's mark with the first. */
  const refuseSecond = ({ provider, account }: FollowRequest): void => {
    const other = actors().find(
      ({ kind, lifecycle, state }) =>
        kind === 'follower' &&
        lifecycle !== 'stopped' &&
        state['provider'] === provider &&
        state['account'] === account,
    );
    if (other !== undefined)
      throw new ActorError('ALREADY_FOLLOWING', `${other.address} copies ${provider} on account ${account} already`, {
        field: 'provider',
      });
  };

  const admit = async (follower: string, owner: string, request: FollowRequest, claim?: Claim) => {
    const { provider, account, alias, allocation, by } = request;
    try {
      const asked = { follower, owner, account, alias: alias ?? null, capital: allocation };
      return (await company.act(provider, 'admit', asked, by, claim)) as { readonly terms: object };
    } catch (error) {
      const field = REFUSALS.get(errorType(error));
      throw field === undefined
        ? error
        : new ActorError(errorType(error), errorMessage(error), { field }, { cause: error });
    }
  };

  const follow = async (request: FollowRequest, claim?: Claim): Promise<{ follower: string }> => {
    const follower = addressOf('follower', request);
    const isAsked = (config: unknown): boolean => isFollowedAs(config, request);
    if (await isThere(follower, isAsked)) return { follower };
    const casting = castFollower(follower, request, await providerRow(request.provider), stage());
    refuseSecond(request);
    const { terms } = await admit(follower, casting.account.owner, request, claim);
    try {
      await spawn(casting.under(terms), isAsked);
    } catch (error) {
      if ((await registry.find(follower)) === undefined) await leave(follower, request.provider, request.by, claim); // Y2
      throw error;
    }
    return { follower };
  };

  const leave = (follower: string, provider: string, by: string, claim?: Claim): Promise<unknown> =>
    company.act(provider, 'leave', { follower }, by, claim);

  /** Whether it has done all that unfollowing asks of it. */
  const hasLeft = async (follower: string, by: string): Promise<boolean> => {
    const { state } = (await company.act(follower, 'inspect', {}, by)) as ActorView;
    const { mode, modeReason = '' } = state as Partial<FollowerStateView>;
    return mode === 'stopped' && modeReason.startsWith('unfollow');
  };

  const unfollow = async ({ follower, keep, by, commandId }: UnfollowRequest, claim?: Claim): Promise<unknown> => {
    const record = await registry.find(follower);
    if (record?.kind !== 'follower') throw refused('follower', `there is no follower ${follower}`);
    const params = { keep, ...(commandId !== undefined && { commandId }) };
    const answer = await company.act(follower, 'unfollow', params, by, claim).catch(async (error: unknown) => {
      if (errorType(error) === 'ACTOR_NOT_RUNNING' && (await hasLeft(follower, by))) return {}; // Y3
      throw error;
    });
    await leave(follower, (record.config as { readonly provider: string }).provider, by, claim);
    return answer;
  };

  /** Takes a follower off the roll for good, with all that follow for its owner, and has them stop and close what they copied. */
  const ban = async ({ provider, by, commandId, ...named }: BanRequest, claim?: Claim): Promise<{ banned: number }> => {
    const { banned } = (await company.act(provider, 'ban', named, by, claim)) as { readonly banned: readonly string[] };
    const asked = { keep: false, by, ...(commandId !== undefined && { commandId }) };
    await Promise.all(banned.map((follower) => unfollow({ follower, ...asked }, claim)));
    return { banned: banned.length };
  };

  const openManualDesk = async (request: OpenDeskRequest): Promise<{ desk: string }> => {
    const desk = addressOf('manual', request);
    const isAsked = (config: unknown): boolean => isOpenedAs(config, request);
    if (!(await isThere(desk, isAsked))) await spawn(castManualDesk(desk, request, stage()), isAsked);
    return { desk };
  };

  const preview = async (request: FollowRequest): Promise<FollowPreviewView> => {
    const casting = castFollower('follower.preview', request, await providerRow(request.provider), stage());
    const view = (await company.act(request.provider, 'inspect', {}, request.by)) as ActorView;
    return followPreview({
      provider: view.state as unknown as ProviderStateView,
      tradingState: view.tradingState ?? 'ACTIVE',
      ...{ settings: casting.settings, allocation: request.allocation, instrument: casting.instrument },
      ...{ lane: casting.lane, currency: casting.account.currency },
    });
  };

  return { publish, follow, unfollow, ban, openManualDesk, preview };
}

const ID_LENGTH = 12;

/** What a provider has against a follower, and the field of the form that it is about. */
const REFUSALS: ReadonlyMap<string, string> = new Map([
  ...['PROVIDER_WITHDRAWN', 'FOLLOWER_BANNED', 'NOT_INVITED', 'CHAIN_TOO_LONG', 'PROVIDER_FULL'].map(
    (type) => [type, 'provider'] as const,
  ),
  ...([
    ['FOLLOW_LOOP', 'provider'],
    ['ALREADY_FOLLOWING', 'provider'],
    ['CAPITAL_EXCEEDED', 'allocation'],
    ['INVALID_PARAMS', 'alias'],
  ] as const),
]);
