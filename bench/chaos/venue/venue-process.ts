import { fileURLToPath } from 'node:url';
import { startServerProcess, type ServerProcess } from '../../../adapters/processes/server-process.ts';
import type { VenueLine } from './venue-line.ts';

const PROGRAM = fileURLToPath(new URL('./venue.ts', import.meta.url));

export interface VenueProcess extends ServerProcess {
  readonly url: string;
  readonly port: number;
  /** The log's lines after the one of this number. */
  lines(after?: number): Promise<readonly VenueLine[]>;
}

/** Starts the venue as a process of its own; on a log that is there already it knows what it knew. */
export async function startVenue(options: {
  readonly log: string;
  /** Where another one was, for one that comes back; any free one otherwise. */
  readonly port?: number;
  /** Further options of venue.ts. */
  readonly args?: readonly string[];
}): Promise<VenueProcess> {
  const { log, port = 0, args = [] } = options;
  const server = await startServerProcess({
    name: 'venue',
    command: process.execPath,
    args: [PROGRAM, '--log', log, '--port', String(port), ...args],
    ready: /^venue is up: /,
  });
  const url = server.readyLine.replace('venue is up: ', '');
  return {
    ...server,
    url,
    port: Number(new URL(url).port),
    async lines(after = 0) {
      const response = await fetch(`${url}/log?after=${after}`);
      return linesOf(await response.text());
    },
  };
}

/** The lines of a log's text. */
export const linesOf = (text: string): VenueLine[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as VenueLine]));
