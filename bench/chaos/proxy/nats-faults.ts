// What a network of NATS servers may do to messages on their way to a client: say them twice, and in another order.
// N1. Frames stay whole, and nothing but MSG and HMSG is touched: the protocol itself (INFO, PING, +OK, -ERR) keeps its order.
// N2. A message that was held back follows the next one, or comes by itself after HELD_MS.
// Source of the frames: https://docs.nats.io/reference/reference-protocols/nats-protocol
import type { Random } from '../../../runtime/random.ts';
import { seededRandom } from '../../../runtime/random.ts';
import type { Wire } from './fault-proxy.ts';

export interface NatsFaults {
  readonly wire: Wire;
  /** Fraction of messages that a client gets twice. */
  duplicate(rate: number): void;
  /** Fraction of messages that a client gets after the next one. */
  reorder(rate: number): void;
  stats(): { readonly messages: number; readonly duplicated: number; readonly reordered: number };
}

const HELD_MS = 50;
const END_OF_LINE = Buffer.from('\r\n');

/** For a link to nats-server without TLS. */
export function natsFaults(random: Random = seededRandom('nats-faults')): NatsFaults {
  let duplicateRate = 0;
  let reorderRate = 0;
  const stats = { messages: 0, duplicated: 0, reordered: 0 };

  const wire: Wire = () => {
    let rest: Buffer = Buffer.alloc(0);
    let held: Buffer | undefined;
    let timer: NodeJS.Timeout | undefined;

    const takeMessage = (frame: Buffer, pass: (chunk: Buffer) => void): void => {
      stats.messages += 1;
      // A rate of 0 draws nothing, so faults that are off leave the schedule of the others alone.
      if (held === undefined && reorderRate > 0 && random.next() < reorderRate) {
        stats.reordered += 1;
        held = frame;
        timer = setTimeout(() => release(pass), HELD_MS);
        return;
      }
      pass(frame);
      if (duplicateRate > 0 && random.next() < duplicateRate) {
        stats.duplicated += 1;
        pass(frame);
      }
      release(pass);
    };
    const release = (pass: (chunk: Buffer) => void): void => {
      clearTimeout(timer);
      if (held !== undefined) pass(held);
      held = undefined;
    };

    return {
      toClient(chunk, pass) {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        for (let frame = frameOf(rest); frame !== undefined; frame = frameOf(rest)) {
          rest = rest.subarray(frame.length);
          if (isMessage(frame)) takeMessage(frame, pass);
          else pass(frame);
        }
      },
      end: () => clearTimeout(timer),
    };
  };

  return {
    wire,
    duplicate: (rate) => void (duplicateRate = rate),
    reorder: (rate) => void (reorderRate = rate),
    stats: () => ({ ...stats }),
  };
}

const isMessage = (frame: Buffer): boolean => /^H?MSG /i.test(frame.toString('latin1', 0, 5));

/** The first whole frame: a line, and for a message its payload; undefined while a part of it is still to come. */
function frameOf(bytes: Buffer): Buffer | undefined {
  const line = bytes.indexOf(END_OF_LINE);
  if (line < 0) return undefined;
  let length = line + END_OF_LINE.length;
  if (isMessage(bytes)) {
    const head = bytes.toString('latin1', 0, line);
    length += Number(head.slice(head.lastIndexOf(' ') + 1)) + END_OF_LINE.length;
  }
  return bytes.length < length ? undefined : bytes.subarray(0, length);
}
