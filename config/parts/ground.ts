// What every command that runs a troupe, or a part of one, stands on.
import { pino } from 'pino';
import { live, type Life } from '../../runtime/life.ts';
import { readEnvironment, type Environment } from '../environment.ts';

/** What every node stands on. */
export interface Ground extends Life {
  readonly environment: Environment;
  readonly log: pino.Logger;
}

/** Runs a troupe, or a part of one; answers the process's exit code. */
export const run = (start: (ground: Ground) => Promise<string>): Promise<number> =>
  live('troupe', (life) => {
    const environment = readEnvironment();
    const log = pino({ level: environment.logLevel, base: null, redact: ['password', '*.password'] }, destination());
    return start({ environment, log, ...life });
  });

const destination = () => (process.stdout.isTTY ? pino.transport({ target: 'pino-pretty' }) : pino.destination(1));
