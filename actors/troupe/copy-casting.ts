// K1. Who owns the money owns what trades it: a follower and a manual desk belong to the owner of their account, whoever asks.
// K2. Only its owner, or who may command what is others', may publish what trades, and it stays its owner's; the chain of owners below it is taken from the registry, never from who asks.
import { isDeepStrictEqual } from 'node:util';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { FollowRequest, PublishRequest } from '../copy-views.ts';
import { type CopySettings, copySettings, followerSymbol } from '../domain/copy/copy-settings.ts';
import { DomainError } from '../domain/errors.ts';
import { type Caller, mayTo } from '../domain/people/caller.ts';
import { parseInstrument } from '../domain/instrument.ts';
import { parseFollowerConfig } from '../follower/follower-config.ts';
import { parseManualConfig } from '../manual/manual-config.ts';
import { MAX_CHAIN, parseProviderConfig } from '../provider/provider-config.ts';
import type { AccountView, LaneView, OpenDeskRequest } from '../start-views.ts';
import { accountNamed, laneNamed, refused, requireFree } from './casting.ts';
import type { NewActor } from './account-casting.ts';
import { instrumentOfLane } from './instruments.ts';

/** What there is to cast for: markets and accounts as they are now. */
export interface CopyStage {
  readonly lanes: readonly LaneView[];
  readonly accounts: readonly AccountView[];
}

/** What trades, as its row of the registry has it. */
export interface SourceConfig {
  readonly account: string;
  readonly lane: string;
  readonly instrument: unknown;
  readonly allocation: string;
  /** Of a follower: address of the provider that it copies. */
  readonly provider?: string;
}

/** The part of a provider's row that casting looks at. */
export interface ProviderRow {
  readonly chain: readonly string[];
  readonly lane: string;
  readonly instrument: unknown;
  readonly currency: string;
}

const SOURCES: ReadonlySet<string> = new Set(['subscription', 'follower', 'manual']);

/** Whether an actor of that kind trades and so can be published. */
export const canBePublished = ({ kind }: Pick<ActorRecord, 'kind'>): boolean => SOURCES.has(kind);

/**
 * The provider that a request asks for, ready to be spawned. `head`: last report of the source; `copied`: the provider that the
 * source copies; `caller`: who asks, where that is proved. Throws ActorError with the form's field in `data.field`.
 */
export function castProvider(
  address: string,
  request: PublishRequest,
  source: ActorRecord,
  {
    lanes,
    accounts,
    head,
    copied,
    caller,
  }: CopyStage & {
    readonly head: number;
    readonly copied: ProviderRow | undefined;
    readonly caller?: Caller | undefined;
  },
): NewActor {
  const { owner } = source;
  if (!(caller === undefined ? owner === request.by : mayTo(caller, 'copy:publish', owner)))
    throw new ActorError('NOT_OWNER', `${source.address} belongs to ${owner}: ${request.by} cannot publish it`, {
      field: 'source',
    });
  const { account, lane, instrument, allocation } = source.config as SourceConfig;
  const chain = [owner, ...(copied?.chain ?? [])];
  if (copied?.chain.includes(owner) === true)
    throw new ActorError('FOLLOW_LOOP', `${source.address} copies ${owner}, directly or through others`, {
      field: 'source',
    });
  if (chain.length > MAX_CHAIN)
    throw new ActorError(
      'CHAIN_TOO_LONG',
      `${source.address} stands ${chain.length} deep in a chain of copies; at most ${MAX_CHAIN} deep may be followed`,
      { field: 'source' },
    );
  const at = laneNamed(lane, lanes).lastBarAt;
  const config = {
    ...publishedAs(request),
    ...{ owner, source: source.address, account, lane, instrument, allocation, chain, after: head },
    currency: accountNamed(account, accounts).currency,
    since: at === null ? 0 : Date.parse(at),
  };
  parseProviderConfig(config);
  const shard = shardOf(`account.${account}`);
  return { address, kind: 'provider', config, desired: 'running', ordinal: 0, owner, shard };
}

/** Whether a provider's row is what the request asks for. */
export const isPublishedAs = (config: unknown, request: PublishRequest): boolean => {
  const row = config as Record<string, unknown>;
  const asked: Record<string, unknown> = { ...publishedAs(request), source: request.source };
  return Object.keys(asked).every((field) => isDeepStrictEqual(row[field], asked[field]));
};

const publishedAs = (request: PublishRequest) => {
  const { name, description = '', visibility = 'public', invited = [], terms = {} } = request;
  const { maxFollowers = null, maxCapital = null } = request;
  return { name, description, visibility, invited, terms, maxFollowers, maxCapital };
};

/** A follower before it is admitted: the provider's answer has its terms. */
export interface Casting {
  readonly lane: LaneView;
  readonly account: AccountView;
  readonly instrument: unknown;
  readonly settings: CopySettings;
  /** The actor under the terms that the provider has answered with. */
  under(terms: object): NewActor;
}

/** The follower that a request asks for; it begins with the next bar. Throws ActorError with the form's field in `data.field`. */
export function castFollower(
  address: string,
  request: FollowRequest,
  provider: ProviderRow,
  { lanes, accounts }: CopyStage,
): Casting {
  const account = accountNamed(request.account, accounts);
  if (account.currency !== provider.currency)
    throw refused(
      'account',
      `${request.provider} trades in ${provider.currency}, account ${account.account} in ${account.currency}: nothing is converted`,
    );
  requireFree(request.allocation, account);
  const settings = settingsOf(request.settings);
  const source = parseInstrument(provider.instrument).symbol;
  const traded = tradedBy(settings, source, provider, lanes);
  requireCurrency(traded.instrument, account, 'settings.symbolMap');
  const config = {
    ...{ owner: account.owner, account: account.account, provider: request.provider, sourceInstrument: source },
    ...{ lane: traded.lane.lane, instrument: traded.instrument, allocation: request.allocation },
    ...{ settings: request.settings, alias: request.alias ?? UNNAMED, after: traded.lane.bars },
  };
  parseFollowerConfig({ ...config, terms: {} });
  return {
    ...{ ...traded, account, settings },
    under: (terms) => onDesk(address, { ...config, terms }, account, traded.lane),
  };
}

/** Whether a follower's row is what the request asks for. */
export function isFollowedAs(
  config: unknown,
  { provider, account, allocation, settings, alias }: FollowRequest,
): boolean {
  const row = config as Record<string, unknown>;
  const asked: Record<string, unknown> = { provider, account, allocation, settings, alias: alias ?? UNNAMED };
  return Object.keys(asked).every((field) => isDeepStrictEqual(row[field], asked[field]));
}

/** The manual desk that a request asks for. Throws ActorError with the form's field in `data.field`. */
export function castManualDesk(address: string, request: OpenDeskRequest, { lanes, accounts }: CopyStage): NewActor {
  const lane = laneNamed(request.lane, lanes);
  const account = accountNamed(request.account, accounts);
  requireFree(request.allocation, account);
  const instrument = instrumentOfLane(lane);
  requireCurrency(instrument, account, 'lane');
  const { owner, account: on } = account;
  const config = { owner, account: on, lane: lane.lane, instrument, allocation: request.allocation, after: lane.bars };
  parseManualConfig(config);
  return onDesk(address, config, account, lane);
}

/** Whether a manual desk's row is what the request asks for. */
export function isOpenedAs(config: unknown, { account, lane, allocation }: OpenDeskRequest): boolean {
  const row = config as OpenDeskRequest;
  return row.account === account && row.lane === lane && row.allocation === allocation;
}

/** What a provider sees of a follower that gave no alias is nothing; its own page needs a word. */
const UNNAMED = 'unnamed';

const onDesk = (address: string, config: unknown, { account, owner }: AccountView, { bars }: LaneView): NewActor => ({
  ...{ address, kind: address.slice(0, address.indexOf('.')), parent: `desk.${account}`, config, owner },
  ...{ desired: 'running', ordinal: bars + 1, shard: shardOf(`account.${account}`) },
});

/** The provider's own instrument and bars, or those of the symbol that it is mapped to, of the same timeframe where there are such. */
function tradedBy(
  settings: CopySettings,
  source: string,
  provider: ProviderRow,
  lanes: readonly LaneView[],
): { readonly lane: LaneView; readonly instrument: unknown } {
  const symbol = followerSymbol(settings, source);
  if (symbol === source) return { lane: laneNamed(provider.lane, lanes), instrument: provider.instrument };
  const candidates = lanes.filter((lane) => parseInstrument(instrumentOfLane(lane)).symbol === symbol);
  const timeframe = provider.lane.slice(provider.lane.lastIndexOf('.') + 1);
  const lane = candidates.find((one) => one.timeframe === timeframe) ?? candidates[0];
  if (lane === undefined)
    throw refused('settings.symbolMap', `${source} is mapped to ${symbol}, which has no bars here`);
  return { lane, instrument: instrumentOfLane(lane) };
}

/** An account trades in its own currency alone. */
function requireCurrency(instrument: unknown, { account, currency }: AccountView, field: string): void {
  const { symbol, quoteCurrency } = parseInstrument(instrument);
  if (quoteCurrency !== currency)
    throw refused(field, `${symbol} is quoted in ${quoteCurrency}, account ${account} is in ${currency}`);
}

/** Settings from JSON; the first fault is named as `settings.<field>`, all of them are in `data.faults`. */
function settingsOf(json: unknown): CopySettings {
  try {
    return copySettings(json);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [first] = error.data['faults'] as readonly { readonly field: string }[];
    const field = first === undefined || first.field === 'settings' ? 'settings' : `settings.${first.field}`;
    throw new ActorError(error.type, error.message, { ...error.data, field }, { cause: error });
  }
}
