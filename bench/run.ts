// npm run --silent bench -- NAME --json
// `--small` tries a benchmark of processes out; its numbers mean nothing.
import { parseArgs } from 'node:util';

interface Bench {
  run(options: { readonly small: boolean }): Promise<Record<string, number>>;
}

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  actors: () => import('./actors.bench.ts'),
  fanout: () => import('./fanout.bench.ts'),
  neighbours: () => import('./neighbours.bench.ts'),
  orders: () => import('./orders.bench.ts'),
  backtest: () => import('./backtest.bench.ts'),
  cluster: () => import('./cluster.bench.ts'),
  failover: () => import('./failover.bench.ts'),
  risk: () => import('./risk.bench.ts'),
  halt: () => import('./halt.bench.ts'),
  copy: () => import('./copy.bench.ts'),
  http: () => import('./http.bench.ts'),
  lists: () => import('./lists.bench.ts'),
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, small: { type: 'boolean', default: false } },
  });
  const [name] = positionals;
  const load = name === undefined ? undefined : BENCHES[name];
  if (load === undefined || positionals.length > 1) {
    process.stderr.write(
      `bench: ${name === undefined ? 'name a benchmark' : `there is no benchmark ${positionals.join(' ')}`}; there are ${Object.keys(BENCHES).join(', ')}\nUsage: npm run --silent bench -- NAME [--json] [--small]\n`,
    );
    return 2;
  }
  const result = await (await load()).run({ small: values.small });
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: name, ...result })}\n`);
  else
    for (const [key, value] of Object.entries(result))
      process.stdout.write(`${key.padEnd(24)}${String(value).padStart(16)}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
process.exit();
