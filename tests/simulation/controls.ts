// Each protection that the simulated runs rely on, taken away from outside the product. A run that then still passes shows
// nothing: every control must be caught within a few hundred seeds.
import { Peer } from '../../runtime/cluster/peer.ts';
import type { StreamEntry } from '../../runtime/actor.ts';
import { StreamHub } from '../../runtime/streams/hub.ts';
import { type Hint, Input } from '../../runtime/streams/input.ts';
import type { Breach } from './world.ts';

export interface Control {
  /** What must be noticed, in words. */
  readonly means: string;
  readonly breach: Breach;
  /** Changes the product itself, for the rest of the process. */
  readonly tamper?: () => void;
}

export const CONTROLS: Readonly<Record<string, Control>> = {
  fence: {
    means: 'a store that lets former owners in, and nodes that do not notice that they were frozen',
    breach: { unfenced: true, sleepsUnnoticed: true },
  },
  'self-stop': {
    means: 'nodes that do not notice that they were frozen: they take turns under leases that ran out',
    breach: { sleepsUnnoticed: true },
  },
  ids: {
    means: 'a venue to which an order that is sent again is another order',
    breach: { forgetfulVenue: true },
  },
  offsets: {
    means: 'snapshots and their offsets that are written apart from the effects',
    breach: { apart: true },
  },
  dedup: {
    means: 'hints that are taken as they come: doubled ones twice, gaps unseen',
    breach: {},
    tamper: takeHintsAsTheyCome,
  },
  rest_for_one: {
    means: 'accounts whose actors do not restart with their risk monitor',
    breach: { supervisors: { account: { strategy: 'one_for_one' }, desk: { strategy: 'one_for_one' } } },
  },
};

/** What of an input the control below reaches into. */
interface OpenInput {
  push(entry: StreamEntry): void;
}

/** Hints from other nodes alone; a node's own come in order. */
function takeHintsAsTheyCome(): void {
  let isFar = false;
  const { hear } = StreamHub.prototype;
  const { offer } = Input.prototype;
  Peer.prototype.accept = () => 'next';
  StreamHub.prototype.hear = function hearFar(this: StreamHub, hint: Hint): void {
    isFar = true;
    hear.call(this, hint);
    isFar = false;
  };
  Input.prototype.offer = function offerUnseen(this: Input, hint: Hint): boolean {
    if (isFar) for (const entry of hint.entries) (this as unknown as OpenInput).push(entry);
    return offer.call(this, hint);
  };
}
