// S1. Moleculer sees a packet only when a node of nodes.json made it, for this node and this command, once, within FRESH_MS
//     and after this process started.
// S2. What is dropped is counted and never throws, answers or ends anything.
// S3. The sender that Moleculer acts on (`payload.sender`) is the one that was proved.
// S4. A packet in this node's own name never reaches Moleculer, which would exit on it (node id conflict).
import type { Middleware, ServiceBroker } from 'moleculer';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { NodeIdentity } from './identity.ts';
import { readPacket, targetOf, writePacket, type Packet } from './packet.ts';
import { FRESH_MS, Peer } from './peer.ts';

/** Why a packet was dropped, as metrics and the topology page name it. */
const DROP_REASONS = [
  'unsigned', // not in the form of packet.ts
  'wrong-target', // made for another node or another command
  'own-name', // says it is of this node: a forger, or a second process with this node's key
  'unknown-sender', // not a node of nodes.json
  'bad-signature', // not made by the node it names
  'wrong-sender', // made by one node, with another's name inside
  'stale', // too old, from before this process started, or from a clock that is off
  'old-boot', // of a process of the sender that has been replaced
  'replay', // seen before
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

export interface SignedPackets {
  /** First in the broker's `middlewares`: it must be next to the wire. */
  readonly middleware: Middleware;
  /** Dropped packets by reason since the start; every reason is there. */
  dropped(): Readonly<Record<DropReason, number>>;
}

export interface SignedPacketsDeps {
  readonly identity: NodeIdentity;
  readonly clock: { now(): number };
  readonly log: Log;
  /** `sender` is what the packet says, not what is so. */
  readonly onDropped?: (reason: DropReason, sender: string) => void;
}

type Send = (topic: string, data: Buffer, meta: unknown) => Promise<void>;
type Receive = (command: string, data: Buffer, socket: unknown) => unknown;
type Handle = (command: string, packet: { readonly payload?: { readonly sender?: string } }) => Promise<unknown>;

/** Clocks of two machines agree no better. */
const SKEW_MS = 1_000;
const REREAD_EVERY_MS = 1_000;
const LOG_EVERY_MS = 10_000;

/** Proves every packet that a broker sends, and lets in only what other nodes have proved. */
export function signedPackets({ identity, clock, log, onDropped }: SignedPacketsDeps): SignedPackets {
  const { node, key } = identity;
  const boot = clock.now();
  const counts = Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])) as Record<DropReason, number>;
  const told = new Map<DropReason, { readonly at: number; readonly count: number }>();
  const peers = new Map<string, Peer>();
  let rereadAt = boot;
  let seq = 0;
  /** Who made the packet that is passing through Moleculer's (synchronous) deserializer right now. */
  let speaker: string | undefined;

  function drop(reason: DropReason, sender: string): undefined {
    counts[reason] += 1;
    onDropped?.(reason, sender);
    const now = clock.now();
    const last = told.get(reason);
    if (last !== undefined && now - last.at < LOG_EVERY_MS) return;
    told.set(reason, { at: now, count: counts[reason] });
    log.warn({ part: 'nats', reason, sender, packets: counts[reason] - (last?.count ?? 0) }, 'packets dropped');
  }

  function reread(now: number): void {
    if (now - rereadAt < REREAD_EVERY_MS) return;
    rereadAt = now;
    try {
      if (identity.reread())
        log.info({ part: 'nats', members: [...identity.members.keys()] }, 'nodes.json has changed');
    } catch (error) {
      log.error({ part: 'nats', error: errorMessage(error) }, 'nodes.json is broken; the nodes known before go on');
    }
  }

  function peerOf(id: string): Peer | undefined {
    reread(clock.now());
    const member = identity.members.get(id);
    if (member === undefined || member.role === 'edge') return undefined;
    const known = peers.get(id);
    if (known?.publicKey === member.publicKey) return known;
    const peer = new Peer(identity, id, member.publicKey);
    peers.set(id, peer);
    return peer;
  }

  function prove(topic: string): (covered: Buffer) => Buffer {
    const target = targetOf(topic);
    if (target === undefined) return key.sign;
    const peer = peerOf(target);
    if (peer === undefined)
      throw new ActorError('UNKNOWN_NODE', `${target} is no node of nodes.json; add it with npm run nats-config`, {
        node: target,
      });
    return (covered) => peer.prove(covered);
  }

  function admitted(command: string, data: Buffer): Packet | undefined {
    const packet = readPacket(data);
    if (packet === undefined) return drop('unsigned', '');
    const { topic, sender, sentAt } = packet;
    if (topic !== `MOL.${command}` && topic !== `MOL.${command}.${node}`) return drop('wrong-target', sender);
    if (sender === node) return drop('own-name', sender); // S4
    const peer = peerOf(sender);
    if (peer === undefined) return drop('unknown-sender', sender);
    if (!peer.hasProved(packet)) return drop('bad-signature', sender);
    const now = clock.now();
    if (Math.abs(now - sentAt) > FRESH_MS || sentAt < boot - SKEW_MS) return drop('stale', sender);
    const refusal = peer.refusal(packet, now);
    return refusal === undefined ? packet : drop(refusal, sender);
  }

  return {
    dropped: () => ({ ...counts }),
    middleware: {
      name: 'SignedPackets',
      created: (broker: ServiceBroker) => {
        if (broker.nodeID === node) return;
        // Moleculer exits without a word on what is thrown here.
        log.error({ part: 'nats', node, broker: broker.nodeID }, 'a broker needs the identity of its own node');
        throw new Error(`the broker is ${broker.nodeID}, its identity ${node}`);
      },
      transporterSend: (next: Send): Send => {
        return async (topic, data, meta) => {
          const now = clock.now();
          seq += 1;
          return next(topic, writePacket({ sender: node, topic, boot, seq, sentAt: now }, data, prove(topic)), meta);
        };
      },
      transporterReceive: (next: Receive): Receive => {
        return (command, data, socket) => {
          const packet = admitted(command, data);
          if (packet === undefined) return undefined;
          speaker = packet.sender;
          try {
            return next(command, packet.payload, socket);
          } finally {
            speaker = undefined;
          }
        };
      },
      transitMessageHandler: (next: Handle): Handle => {
        return async (command, packet) => {
          if (speaker !== undefined && packet.payload?.sender === speaker) return next(command, packet); // S3
          drop('wrong-sender', speaker ?? '');
          return false;
        };
      },
    } as unknown as Middleware,
  };
}
