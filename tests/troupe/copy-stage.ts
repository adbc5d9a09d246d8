// Two accounts on one market that is played bar by bar: ann's subscription trades often, bob copies it.
import { ActorError } from '../../runtime/errors.ts';
import type { FollowerStateView, ProviderStateView } from '../../actors/copy-views.ts';
import type { Bar } from '../../actors/domain/bar.ts';
import type { AccountView } from '../../actors/start-views.ts';
import { copyCompany, type CopyCompany } from '../../actors/troupe/copy-company.ts';
import { lanesOf } from '../../actors/troupe/lanes.ts';
import { presentActor } from '../../actors/troupe/present.ts';
import type { ActorView } from '../../actors/views.ts';
import { outcomeOf } from '../support/invariants.ts';
import { soloCompany } from '../support/solo-company.ts';
import { kindsOf, TIRELESS, TroupeInMemory, type TroupeOptions } from '../support/troupe-in-memory.ts';
import { madeUp } from './casts.ts';

const SUPERVISORS = { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } } as const;
export const SOURCE = 'subscription.source';

/** A market that stands still until it is told to go on. */
export class CopyStage {
  readonly troupe: TroupeInMemory;
  readonly copying: CopyCompany;
  private readonly bars: readonly Bar[];
  private readonly played: Bar[] = [];
  private ids = 0;

  private constructor(bars: readonly Bar[], options: TroupeOptions) {
    this.bars = bars;
    const market = { bars: this.played, timeframe: '1h' } as const;
    this.troupe = new TroupeInMemory(
      {
        markets: { ACME: market },
        strategies: { cross: { strategy: 'sma-cross', params: { fast: 2, slow: 4 }, market: 'ACME' } },
        accounts: {
          ann: {
            deposit: '100000',
            subscriptions: { source: { strategy: 'cross', allocation: '50000', direction: 'long-short' } },
          },
          bob: { deposit: '100000', subscriptions: {} },
        },
        model: { commissionRate: 0.001, slippageBps: 2 },
        lot: '0.01',
      },
      { intensity: TIRELESS, ...options },
    );
    for (const [address, record] of this.troupe.registry.records)
      if (address.endsWith('.bob')) this.troupe.registry.records.set(address, { ...record, owner: 'bob' });
    const { troupe } = this;
    this.copying = copyCompany({
      company: {
        act: (...call) => this.company().act(...call),
        spawn: (records) => this.company().spawn(records),
      },
      registry: troupe.registry,
      actors: () => this.views(),
      stage: () => ({ lanes: lanesOf(this.views()), accounts: this.accounts() }),
      heads: (streams) => troupe.store.heads(streams),
      newId: () => `n${(this.ids += 1)}`,
    });
  }

  static async open(options: TroupeOptions = {}): Promise<CopyStage> {
    const stage = new CopyStage(await madeUp(200, 5), options);
    await stage.troupe.open();
    return stage;
  }

  get position(): number {
    return this.played.length;
  }

  /** Plays so many bars, each once all that the one before led to is done. */
  async play(bars: number): Promise<void> {
    for (let n = 0; n < bars; n += 1) {
      this.played.push(this.bars[this.played.length]!);
      await this.troupe.act('market-data.ACME', 'reset');
      if (!(await this.troupe.run(() => this.isSettled())))
        throw new Error(`bar ${this.played.length} came to no end: ${JSON.stringify(this.unsettled())}`);
    }
  }

  /** What a promise comes to, while time passes. */
  async settled<Value>(promise: Promise<Value>): Promise<Value> {
    let over = false;
    void promise.then(
      () => (over = true),
      () => (over = true),
    );
    if (!(await this.troupe.run(() => over))) throw new ActorError('NO_ANSWER', 'it was never answered');
    return promise;
  }

  /** Lets time pass until nothing is under way. */
  async rest(): Promise<void> {
    await this.troupe.run(() => this.isSettled());
  }

  provider(address: string): ProviderStateView {
    return this.troupe.status(address).state as unknown as ProviderStateView;
  }

  follower(address: string): FollowerStateView {
    return this.troupe.status(address).state as unknown as FollowerStateView;
  }

  outcome(): Record<string, unknown> {
    return outcomeOf(this.troupe);
  }

  private company() {
    const { troupe } = this;
    const kinds = kindsOf(TIRELESS).map(({ definition }) => definition);
    const { host, registry, clock } = troupe;
    return soloCompany({ node: 'memory', host, registry, clock, kinds, supervisors: SUPERVISORS });
  }

  private views(): ActorView[] {
    return this.troupe.host.list().map(presentActor);
  }

  private accounts(): AccountView[] {
    return this.views().flatMap(({ kind, owner, state }) =>
      kind === 'risk-monitor' && state['account'] !== undefined
        ? [{ ...(state as unknown as AccountView), owner }]
        : [],
    );
  }

  private isSettled(): boolean {
    return this.unsettled().length === 0;
  }

  private unsettled(): string[] {
    return this.views().flatMap(({ address, kind, lifecycle, mailbox, state }) => {
      if (lifecycle === 'stopped') return [];
      if (lifecycle !== 'running' || mailbox.depth > 0) return [`${address} is ${lifecycle}`];
      if (kind === 'subscription' || kind === 'follower') {
        if (state['position'] !== this.position || state['pendingRequests'] !== 0) return [`${address} is behind`];
      }
      if (kind === 'provider' && state['reports'] !== this.troupe.store.entries(`reports.${SOURCE}`).length)
        return [`${address} is behind`];
      if (kind === 'follower' && state['mode'] !== 'stopped') {
        const said = this.troupe.store.entries(`copies.${String(state['provider']).slice('provider.'.length)}`).length;
        if (state['entry'] !== said) return [`${address} has ${String(state['entry'])} of ${said} entries`];
      }
      return [];
    });
  }
}
