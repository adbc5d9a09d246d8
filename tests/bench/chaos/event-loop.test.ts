import { expect, it } from 'vitest';
import { startServerProcess } from '../../../adapters/processes/server-process.ts';
import { blockLoop, inspectorIn } from '../../../bench/chaos/event-loop.ts';

const TICKING = `let last = performance.now(); console.log('up'); setInterval(() => {
  const now = performance.now(); if (now - last > 400) console.log('blocked'); last = now;
}, 10);`;

it('really blocks another process, which knows nothing of it', async () => {
  const lines: string[] = [];
  const process_ = await startServerProcess({
    ...{ name: 'ticking', command: process.execPath, args: ['--inspect=127.0.0.1:0', '-e', TICKING] },
    ready: /^up$/,
    onLine: (line) => lines.push(line),
  });
  try {
    await expect.poll(() => lines.some((line) => inspectorIn(line) !== undefined)).toBe(true);
    await blockLoop(
      lines.map(inspectorIn).find((found) => found !== undefined)!,
      600,
    );
    await expect.poll(() => lines.includes('blocked'), { timeout: 10_000 }).toBe(true);
  } finally {
    await process_.stop();
  }
});
