// The form in which a Moleculer packet crosses NATS: header, payload, proof.
// P1. The proof covers every byte before it, so all that the receiver acts on.
// P2. The first byte is in no UTF-8 text: what a NATS server may have a node sign at the login (a nonce, always text)
//     can never be a packet.
// P3. A packet for one node ends with a MAC of the key the two share, one for all with a signature.

export interface PacketHeader {
  /** Node id of the sender. */
  readonly sender: string;
  /** The NATS subject: command and target, `MOL.REQ.worker-2`. */
  readonly topic: string;
  /** When the sending process started, epoch ms. */
  readonly boot: number;
  /** Counts the packets of that process. */
  readonly seq: number;
  /** Epoch ms. */
  readonly sentAt: number;
}

export interface Packet extends PacketHeader {
  readonly payload: Buffer;
  readonly covered: Buffer;
  readonly proof: Buffer;
}

const MAGIC = 0xff;
const VERSION = 1;
const MAC_BYTES = 32;
const SIGNATURE_BYTES = 64;
const NUMBER_BYTES = 6;

/** The node a topic is for; undefined when it is for all. */
export const targetOf = (topic: string): string | undefined => topic.split('.')[2];

const proofBytes = (topic: string): number => (targetOf(topic) === undefined ? SIGNATURE_BYTES : MAC_BYTES);

/** Writes a packet; `prove` is given the bytes that the proof covers. */
export function writePacket(header: PacketHeader, payload: Buffer, prove: (covered: Buffer) => Buffer): Buffer {
  const { sender, topic } = header;
  const proofLength = proofBytes(topic);
  const headerLength = 4 + sender.length + topic.length + 3 * NUMBER_BYTES;
  const packet = Buffer.allocUnsafe(headerLength + payload.length + proofLength);
  let at = packet.writeUInt8(MAGIC, 0);
  at = packet.writeUInt8(VERSION, at);
  for (const text of [sender, topic]) {
    at = packet.writeUInt8(text.length, at);
    at += packet.write(text, at, 'latin1');
  }
  for (const number of [header.boot, header.seq, header.sentAt]) at = packet.writeUIntBE(number, at, NUMBER_BYTES);
  payload.copy(packet, at);
  const covered = packet.subarray(0, packet.length - proofLength);
  prove(covered).copy(packet, covered.length); // P1
  return packet;
}

/** Takes a packet apart, its proof unchecked; undefined when the bytes are none. */
export function readPacket(bytes: Buffer): Packet | undefined {
  if (bytes[0] !== MAGIC || bytes[1] !== VERSION) return undefined;
  let at = 2;
  const text = (): string => {
    const from = at + 1;
    at = from + (bytes[at] ?? 0);
    return bytes.toString('latin1', from, at);
  };
  const sender = text();
  const topic = text();
  const end = bytes.length - proofBytes(topic);
  if (at + 3 * NUMBER_BYTES > end) return undefined;
  const number = (): number => bytes.readUIntBE((at += NUMBER_BYTES) - NUMBER_BYTES, NUMBER_BYTES);
  return {
    sender,
    topic,
    boot: number(),
    seq: number(),
    sentAt: number(),
    payload: bytes.subarray(at, end),
    covered: bytes.subarray(0, end),
    proof: bytes.subarray(end),
  };
}
