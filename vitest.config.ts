import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import SideBySide from './tests/support/side-by-side.ts';

const ACTORS = 'tests/actors/**/*.test.ts';

export default defineConfig({
  test: {
    // A process a file: tests kill things, and Moleculer keeps process-wide listeners.
    pool: 'forks',
    // Two on two cores, where Vitest would run one: the longest files wait half their time for leases, starts and outages.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: SideBySide },
    // Workers and the troupes that tests start compile the same files over and over.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'troupe-compiled') },
    // A fresh machine installs its servers inside the first hook that asks for one.
    hookTimeout: 300_000,
    // What takes a few seconds alone may take many beside something else.
    testTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', './tests/support/closing-line.ts'],
    projects: [
      // Functions of their arguments: nothing that one file could leave behind for the next, so they share processes.
      { extends: true, test: { name: 'actors', include: [ACTORS], isolate: false } },
      {
        extends: true,
        test: {
          name: 'troupe',
          include: ['tests/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ACTORS],
          // One PostgreSQL for the run; NATS, Redis and Chromium are started by the files that need them.
          globalSetup: ['tests/support/global-setup.ts'],
        },
      },
    ],
  },
});
