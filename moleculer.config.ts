// The composition root: what runs, and the one command that runs it. Its parts are in `config/parts/`, which nothing else may import:
// `node.ts` puts a node together from `stores.ts`, `hosting.ts` (with `kinds.ts`, `feeds.ts`, `venue.ts`, `risk-desk.ts`, `backtests.ts`),
// `services.ts` (with `people.ts`) and `door.ts`; `alone.ts`, `member.ts` and `cluster.ts` decide which node that is.
import { fileURLToPath } from 'node:url';
import { backtestCommand } from './actors/backtest/cli.ts';
import { parseCsvCalendar } from './adapters/calendars/csv-calendar.ts';
import { parseIcsCalendar } from './adapters/calendars/ics-calendar.ts';
import { readSeries } from './adapters/feeds/csv/read-bars.ts';
import { natsConfigCommand } from './adapters/nats/nats-config-command.ts';
import { askingKey } from './adapters/operator-key/operator-key.ts';
import { riskCommand, type RiskCommandDeps } from './adapters/risk-command/risk-command.ts';
import { CLUSTER_USAGE, NODE_USAGE, readClusterArguments, readNodeArguments } from './config/cluster-arguments.ts';
import { readEnvironment } from './config/environment.ts';
import { startAlone } from './config/parts/alone.ts';
import { startCluster } from './config/parts/cluster.ts';
import { run } from './config/parts/ground.ts';
import { startMember } from './config/parts/member.ts';
import { readStartArguments, START_USAGE } from './config/start-arguments.ts';
import { errorMessage } from './runtime/errors.ts';

/** Where this machine's troupe answers, and the key to ask it with. */
function riskDeps(): RiskCommandDeps {
  const { host, port, apiKey, dataDir } = readEnvironment();
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    url: `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`,
    key: askingKey(apiKey, dataDir),
    now: Date.now(),
    stdout: process.stdout,
    stderr: process.stderr,
    parseCalendar: (file, text, { from, to, zone }) =>
      /[.]csv$/i.test(file)
        ? parseCsvCalendar(text, file)
        : parseIcsCalendar(text, { file, from, to, ...(zone !== undefined && { timeZone: zone }) }),
  };
}

/** Runs what the command line asks for; answers the process's exit code. */
async function main([command, ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case 'backtest':
      return backtestCommand(rest, {
        readSeries,
        stdout: process.stdout,
        stderr: process.stderr,
        monotonic: () => performance.now(),
      });
    case 'node': {
      const args = readNodeArguments(rest, readEnvironment());
      if (args !== undefined) return run((ground) => startMember(ground, args));
      process.stdout.write(`${NODE_USAGE}\n`);
      return 0;
    }
    case 'cluster': {
      const args = readClusterArguments(rest);
      const script = fileURLToPath(import.meta.url);
      if (args !== undefined)
        return run((ground) =>
          startCluster(ground, { workers: args.workers, first: readStartArguments(args.rest), script }),
        );
      process.stdout.write(`${CLUSTER_USAGE}\n`);
      return 0;
    }
    case 'risk':
      return riskCommand(rest, riskDeps());
    case 'nats-config':
      return natsConfigCommand(rest, process);
    default: {
      const args = readStartArguments(command === undefined ? [] : [command, ...rest]);
      if (!args.help) return run((ground) => startAlone(ground, args));
      process.stdout.write(`${START_USAGE}\n`);
      return 0;
    }
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`troupe: ${errorMessage(error)}\n`);
  process.exitCode = 2;
}
// Once a long answer is through its pipe. Left to end by itself, Node 24 may spin for ever over handles that do not close.
process.stdout.write('', () => process.exit());
