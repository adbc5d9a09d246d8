// P1. The keys of the two directions differ, so a packet cannot be turned back on its sender.
// P2. Once a process of a node has been heard, older ones of it are not; only when every packet of the newer one would be
//     stale may an older start time speak again (its clock was set back).
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { NodeIdentity } from './identity.ts';
import { verifier } from './node-key.ts';
import { targetOf, type Packet } from './packet.ts';
import { ReplayWindow } from './replay-window.ts';

/** How far a packet's time may be from this node's, either way. */
export const FRESH_MS = 30_000;
const REORDERED = 1_024;

/** Another node, as this one proves packets to it and checks packets of it. */
export class Peer {
  readonly publicKey: string;
  readonly #sendKey: KeyObject;
  readonly #receiveKey: KeyObject;
  readonly #isSignature: (bytes: Uint8Array, signature: Uint8Array) => boolean;
  #boot = 0;
  #heardAt = 0;
  #window = new ReplayWindow(REORDERED);

  constructor(self: NodeIdentity, id: string, publicKey: string) {
    this.publicKey = publicKey;
    this.#sendKey = self.key.sharedWith(publicKey, `troupe packet ${self.node}>${id}`); // P1
    this.#receiveKey = self.key.sharedWith(publicKey, `troupe packet ${id}>${self.node}`);
    this.#isSignature = verifier(publicKey);
  }

  /** The proof of a packet for this peer alone. */
  prove(covered: Buffer): Buffer {
    return mac(this.#sendKey, covered);
  }

  /** True when the packet is of this peer, bit for bit. */
  hasProved({ topic, covered, proof }: Packet): boolean {
    return targetOf(topic) === undefined
      ? this.#isSignature(covered, proof)
      : timingSafeEqual(proof, mac(this.#receiveKey, covered));
  }

  /** Why a proved and fresh packet is not to be acted on; undefined when it is. */
  refusal({ boot, seq }: Packet, now: number): 'old-boot' | 'replay' | undefined {
    if (boot < this.#boot && now - this.#heardAt <= 2 * FRESH_MS) return 'old-boot'; // P2
    if (boot !== this.#boot) {
      this.#boot = boot;
      this.#window = new ReplayWindow(REORDERED);
    }
    if (!this.#window.accept(seq)) return 'replay';
    this.#heardAt = now;
    return undefined;
  }
}

const mac = (key: KeyObject, covered: Buffer): Buffer => createHmac('sha256', key).update(covered).digest();
