// npm run --silent bench -- NAME --json
import { parseArgs } from 'node:util';

const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<Record<string, number>> }>>> = {
  actors: () => import('./actors.bench.ts'),
  fanout: () => import('./fanout.bench.ts'),
  neighbours: () => import('./neighbours.bench.ts'),
  orders: () => import('./orders.bench.ts'),
  backtest: () => import('./backtest.bench.ts'),
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [name] = positionals;
  const load = name === undefined ? undefined : BENCHES[name];
  if (load === undefined || positionals.length > 1) {
    process.stderr.write(
      `bench: ${name === undefined ? 'name a benchmark' : `there is no benchmark ${positionals.join(' ')}`}; there are ${Object.keys(BENCHES).join(', ')}\nUsage: npm run --silent bench -- NAME [--json]\n`,
    );
    return 2;
  }
  const result = await (await load()).run();
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
