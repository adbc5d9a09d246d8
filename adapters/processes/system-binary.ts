// Servers and the browser that run beside Troupe come from the machine, and from Debian's packages where it lacks them.
// B1. Only root on a machine with apt-get installs; anybody else is told exactly what to install.
// B2. One install at a time on a machine (flock), and none when another process has just done it.
// B3. An installed package starts no service of its own (RUNLEVEL=1 makes invoke-rc.d decline).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ActorError } from '../../runtime/errors.ts';

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 240_000;
/** What a PATH of one's own often leaves out: Debian keeps servers in /usr/sbin. */
const WIDER_PATH = 'PATH="$PATH:/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/sbin"';

export interface SystemBinary {
  readonly command: string;
  /** Debian's package that brings it. */
  readonly debianPackage: string;
}

/** The binary's absolute path, after installing its package if need and rights be; rejects with BINARY_MISSING saying what to install. */
export async function systemBinary(binary: SystemBinary): Promise<string> {
  const present = await findBinary(binary.command);
  if (present !== undefined) return present;
  if (process.getuid?.() !== 0 || (await findBinary('apt-get')) === undefined) throw missing(binary);
  await aptInstall(binary).catch((cause: unknown) => {
    throw missing(binary, ' (installing it here failed)', cause);
  });
  const installed = await findBinary(binary.command);
  if (installed === undefined) throw missing(binary, ' (the package did not bring it)');
  return installed;
}

const missing = ({ command, debianPackage }: SystemBinary, remark = '', cause?: unknown): ActorError =>
  new ActorError(
    'BINARY_MISSING',
    `${command} is not on this machine: install it, on Debian or Ubuntu with: sudo apt-get install ${debianPackage}${remark}`,
    { command },
    { cause },
  );

/** The shell looks along its own PATH, so that nothing here reads the environment. */
async function findBinary(command: string): Promise<string | undefined> {
  const script = `${WIDER_PATH}; found=$(command -v "$1") && [ -x "$found" ] && printf %s "$found"`;
  return run('/bin/sh', ['-c', script, 'sh', command]).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

async function aptInstall({ command, debianPackage }: SystemBinary): Promise<void> {
  const script = [
    `command -v ${command} && exit 0`,
    'export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1',
    'apt-get update -q',
    `apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 ${debianPackage}`,
  ].join('\n');
  await run('flock', ['/tmp/troupe-apt-install.lock', 'sh', '-e', '-c', script], {
    timeout: INSTALL_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
}
