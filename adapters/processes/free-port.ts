// F1. No two processes of one user are handed the same port: each is reserved by a file named after it, holding its owner's pid.
// F2. Ports lie below the kernel's ephemeral range (32768…), so no outgoing connection takes one between its choice and its use.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process-alive.ts';

const firstPort = 20_000;
const portCount = 10_000;
const reservations = join(tmpdir(), `troupe-ports-${process.getuid?.() ?? 'all'}`);
const mine = new Set<string>();

/** A TCP port of 127.0.0.1 that nobody listens on, reserved for this process until it exits. */
export async function freePort(): Promise<number> {
  mkdirSync(reservations, { recursive: true });
  const start = Math.floor(Math.random() * portCount);
  for (let step = 0; step < portCount; step += 1) {
    const port = firstPort + ((start + step) % portCount);
    if (reserve(port) && (await isListenable(port))) return port;
  }
  throw new Error(
    `no free port from ${firstPort} to ${firstPort + portCount - 1}; reservations are in ${reservations}`,
  );
}

function reserve(port: number): boolean {
  const file = join(reservations, String(port));
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch {
    if (isAlive(ownerOf(file))) return false;
    rmSync(file, { force: true });
    return reserve(port);
  }
  if (mine.size === 0) process.once('exit', () => mine.forEach((held) => rmSync(held, { force: true })));
  mine.add(file);
  return true;
}

/** The reserving process; one whose file is still being written counts as this one, alive. */
function ownerOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || process.pid;
  } catch {
    return process.pid;
  }
}

function isListenable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
