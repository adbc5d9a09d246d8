// L1. A line is written, in one write to a file opened for appending, before anybody hears what it says.
// L2. What was written stays: only a last line that a crash tore, and nobody was answered for, is cut off.
// L3. The venue after a crash is its log played again; a log that does not give the events it tells of is refused.
import { closeSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { requestSchemas, restingOrderSchema } from '../../../adapters/brokers/remote/protocol.ts';
import type { Asker, VenueDeed, VenueLine } from './venue-line.ts';
import type { Deed, VenueTruth } from './venue-truth.ts';

const NEWLINE = 10;

export class VenueLog {
  readonly #file: number;
  /** Where each line begins, and where the next will. */
  readonly #offsets = [0];

  /** Opens the log, and makes the truth what the log says. */
  constructor(path: string, truth: VenueTruth) {
    this.#file = openSync(path, 'a+');
    const bytes = readFileSync(path);
    for (let from = 0, end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      const line = JSON.parse(bytes.toString('utf8', from, end)) as VenueLine;
      if (line.seq !== this.lines + 1) throw new Error(`${path}: line ${this.lines + 1} has the number ${line.seq}`);
      const told = JSON.stringify('events' in line ? line.events : []);
      const again = JSON.stringify(replayed(truth, line)?.events ?? []);
      if (told !== again) throw new Error(`${path}: line ${line.seq} tells of ${told}, played again it gives ${again}`);
      this.#offsets.push((from = end + 1));
    }
    ftruncateSync(this.#file, this.#offsets.at(-1)); // L2
  }

  get lines(): number {
    return this.#offsets.length - 1;
  }

  append(deed: VenueDeed, asker: Asker = {}): void {
    const line = { seq: this.lines + 1, at: new Date().toISOString(), ...asker, ...deed };
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written); // L1
    this.#offsets.push(this.#offsets.at(-1)! + bytes.length);
  }

  /** The lines after the one of this number, as they stand in the file. */
  after(seq: number): Buffer {
    const from = this.#offsets[Math.min(Math.max(seq, 0), this.lines)]!;
    const bytes = Buffer.alloc(this.#offsets.at(-1)! - from);
    for (let read = 0; read < bytes.length;)
      read += readSync(this.#file, bytes, read, bytes.length - read, from + read);
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Does again what a line says was done; undefined for a line that changed nothing. */
function replayed(truth: VenueTruth, line: VenueLine): Deed | undefined {
  switch (line.kind) {
    case 'submit':
      if (line.outcome !== 'accepted' && line.outcome !== 'rejected') return undefined;
      return truth.submit(requestSchemas.submit.parse(line).order);
    case 'cancel':
      return line.outcome === 'canceled' ? truth.cancel(line.clientOrderId, line) : undefined;
    case 'advance':
      return line.outcome === 'matched' ? truth.advance(requestSchemas.advance.parse(line)) : undefined;
    case 'restore':
      if (line.outcome === 'adopted') return truth.restore(line.account, restingOrderSchema.array().parse(line.orders));
      truth.putInOrder(line.account, line.sequence);
      return undefined;
    default:
      return undefined;
  }
}
