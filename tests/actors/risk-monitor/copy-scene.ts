// Followers as their risk monitor sees them: numbered words, sent until they are acknowledged.
import type { AccountEvent, DecidedRequests } from '../../../actors/domain/account-event.ts';
import type { CopyWord } from '../../../actors/domain/copy/copy-word.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { TradingRequest } from '../../../actors/protocol.ts';
import { anInstrument } from '../../support/domain-builders.ts';
import { type AccountScene, anOrderRequest, LANE, orders } from './account-scene.ts';

export const F = 'follower.f1';
export const P = 'provider.p1';

type Entry = Extract<CopyWord, { kind: 'entry' }>;
type Fees = Extract<CopyWord, { kind: 'fees' }>;
type Action = TradingRequest['action'];

/** The entry of that number, whose fill is `f<number>`, copied whole. */
export const anEntry = (seq: number, more: Partial<Entry> = {}): Entry => ({
  ...{ kind: 'entry', seq, fillId: `f${seq}`, outcome: 'copied', round: 1, isJoined: true, scale: '1' },
  ...{ providerPrice: '100', price: '100', wanted: '5', ordered: '5', latencyMs: 3, broadcasting: 'ON' },
  ...more,
});

export const fees = (day: string, more: Partial<Fees> = {}): Fees => ({
  ...{ kind: 'fees', day, management: '0', performance: '0', volume: '0', mark: '10000', equity: '10000' },
  ...more,
});

export const buyCopy = (seq: number, quantity: number): Action =>
  orders(anOrderRequest('BUY', quantity, { copyOf: `f${seq}` }));

/** What is decided with an event, be it an order's or one of its own. */
export function decidedIn(event: AccountEvent): DecidedRequests | undefined {
  if (event.type === 'requests.decided') return event;
  return event.type === 'order.initialized' ? event.decided : undefined;
}

export class TestFollower {
  readonly scene: AccountScene;
  readonly address: string;
  readonly provider: string;
  /** All that it ever asked for. */
  readonly asked: TradingRequest[] = [];

  constructor(scene: AccountScene, address = F, provider = P) {
    this.scene = scene;
    this.address = address;
    this.provider = provider;
  }

  hello(allocation = '10000'): void {
    const { scene, provider, asked } = this;
    const instrument = anInstrument({ lotSize: decimal(1) });
    const { position } = scene;
    const hello = { kind: 'hello', lane: LANE, provider, instrument, allocation: decimal(allocation), position };
    scene.tell(this.address, { ...hello, requests: asked.filter(({ seq }) => seq > this.acknowledged()) });
  }

  /** It has decided on the present bar, and wants nothing. */
  idle(): void {
    this.send([]);
  }

  ask(copy: CopyWord | undefined, action: Action = { kind: 'none' }): void {
    this.send([this.made(copy, action)]);
  }

  askTogether(...list: readonly (readonly [CopyWord, Action?])[]): void {
    this.send(list.map(([copy, action]) => this.made(copy, action)));
  }

  made(copy: CopyWord | undefined, action: Action = { kind: 'none' }): TradingRequest {
    const request = { ...this.scene.request(this.address, action), ...(copy !== undefined && { copy }) };
    this.asked.push(request);
    return request;
  }

  send(requests: readonly TradingRequest[]): void {
    this.scene.tell(this.address, { kind: 'decided', position: this.scene.position, requests });
  }

  private acknowledged(): number {
    let through = 0;
    for (const { to, word } of this.scene.told)
      if (to === this.address && word.kind === 'acknowledged') through = word.through;
    return through;
  }
}
