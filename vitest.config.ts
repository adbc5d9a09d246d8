import { defineConfig } from 'vitest/config';

// One PostgreSQL for the run (tests/support/global-setup.ts); NATS, Redis and Chromium are started by the files that need them.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    // A process a file: tests kill things, and Moleculer keeps process-wide listeners.
    pool: 'forks',
    // A fresh machine installs its servers inside the first hook that asks for one.
    hookTimeout: 300_000,
    testTimeout: 30_000,
    reporters: ['default', './tests/support/closing-line.ts'],
  },
});
