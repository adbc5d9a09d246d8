// Servers and the browser that tests run for real come from the machine, and from Debian's packages where it lacks them.
// B1. Only root on a machine with apt-get installs; anybody else is told exactly what to install.
// B2. One install at a time on a machine (flock), and none when another process has just done it.
// B3. An installed package starts no service of its own (RUNLEVEL=1 makes invoke-rc.d decline).
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const installTimeoutMs = 240_000;
const placesBesidePath = ['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/sbin'];

export interface SystemBinary {
  readonly command: string;
  /** Debian's package that brings it. */
  readonly debianPackage: string;
}

/** The binary's absolute path, after installing its package if need and rights be; throws saying what to install. */
export async function systemBinary(binary: SystemBinary): Promise<string> {
  const present = findBinary(binary.command);
  if (present !== undefined) return present;
  const advice = `Tests need ${binary.command}: install it, on Debian or Ubuntu with: sudo apt-get install ${binary.debianPackage}`;
  if (process.getuid?.() !== 0 || findBinary('apt-get') === undefined) throw new Error(advice);
  await aptInstall(binary).catch((cause: unknown) => {
    throw new Error(`${advice} (installing it here failed)`, { cause });
  });
  const installed = findBinary(binary.command);
  if (installed === undefined) throw new Error(`${advice} (the package did not bring it)`);
  return installed;
}

function findBinary(command: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...placesBesidePath];
  return folders.map((folder) => join(folder, command)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function aptInstall({ command, debianPackage }: SystemBinary): Promise<void> {
  const script = [
    `command -v ${command} && exit 0`,
    'apt-get update -q',
    `apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 ${debianPackage}`,
  ].join('\n');
  await run('flock', ['/tmp/troupe-apt-install.lock', 'sh', '-e', '-c', script], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    timeout: installTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  });
}
