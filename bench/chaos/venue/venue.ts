// node bench/chaos/venue/venue.ts --port 0 --log venue.ndjson
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { fillModel } from '../../../actors/domain/fill-model.ts';
import { parseInstrument, type Instrument } from '../../../actors/domain/instrument.ts';
import { tradedInstrument } from '../../../actors/troupe/instruments.ts';
import { seededRandom } from '../../../runtime/random.ts';
import { VenueLog } from './venue-log.ts';
import { venueServer } from './venue-server.ts';
import { VenueTruth } from './venue-truth.ts';

const USAGE = `Usage: node bench/chaos/venue/venue.ts --log FILE [--port 0] [--host 127.0.0.1]
  [--commission-rate 0.0005] [--slippage-bps 1] [--volume-share 0.1]   as the troupe's own paper venue, unless told
  [--instruments FILE.json]      an array of instruments, the only ones traded; default: those of the troupe
  [--delay-ms 0..0]              every answer takes so long
  [--unknown-rate 0 --seed 1]    fraction of requests that are not answered, half of those not taken
  [--forgetful]                  an order that comes again is taken in again: a venue without unique ids

A simulated venue that keeps its own truth. FILE is its append-only log; started again on it, the venue knows what it knew.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      log: { type: 'string' },
      'commission-rate': { type: 'string', default: '0.0005' },
      'slippage-bps': { type: 'string', default: '1' },
      'volume-share': { type: 'string' },
      instruments: { type: 'string' },
      'delay-ms': { type: 'string', default: '0..0' },
      'unknown-rate': { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      forgetful: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (values.log === undefined) throw new Error(`--log FILE is missing\n${USAGE}`);

  const truth = new VenueTruth({
    model: fillModel({
      commissionRate: values['commission-rate'],
      slippageBps: values['slippage-bps'],
      volumeShare: values['volume-share'] ?? null,
    }),
    instrumentOf: values.instruments === undefined ? tradedInstrument : instrumentsIn(values.instruments),
    isForgetful: values.forgetful,
  });
  const log = new VenueLog(values.log, truth);
  log.append({ kind: 'started', lines: log.lines });
  const trouble = {
    delayMs: rangeOf(values['delay-ms']),
    unknownRate: fraction('unknown-rate', values['unknown-rate']),
    random: seededRandom(values.seed),
  };
  const server = venueServer({ truth, log, trouble });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(values.port), values.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`venue is up: http://${values.host}:${port}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
}

function instrumentsIn(file: string): (symbol: string) => Instrument | undefined {
  const instruments = (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).map(parseInstrument);
  const bySymbol = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
  return (symbol) => bySymbol.get(symbol);
}

function rangeOf(text: string): [number, number] {
  const [, least, most] = /^(\d+)\.\.(\d+)$/.exec(text) ?? [];
  if (least === undefined || most === undefined || Number(least) > Number(most))
    throw new Error(`--delay-ms ${text}: give two numbers of milliseconds, as in 5..50`);
  return [Number(least), Number(most)];
}

function fraction(name: string, text: string): number {
  const value = Number(text);
  if (text !== '' && value >= 0 && value <= 1) return value;
  throw new Error(`--${name} ${text}: give a number from 0 to 1`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`venue: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
