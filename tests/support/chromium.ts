// Debian's Chromium driven by playwright-core, which brings no browser of its own. Each launch has a new profile folder.
import { chromium, type Browser } from 'playwright-core';
import { systemBinary } from '../../adapters/processes/system-binary.ts';

// Without these, Chromium calls home at every start, and a closed network refuses it many times over.
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless Chromium; close it with `browser.close()`. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await systemBinary({ command: 'chromium', debianPackage: 'chromium' });
  // Chromium's sandbox refuses to run as root; tests load only pages of this machine.
  return chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: quiet });
}
