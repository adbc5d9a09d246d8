import type { Log } from '../../../runtime/ports/log.ts';

/** A log that keeps its sentences. */
export function saidLog(): Log & { readonly said: string[] } {
  const said: string[] = [];
  const keep = (_facts: Record<string, unknown>, message: string): void => void said.push(message);
  return { said, debug: keep, info: keep, warn: keep, error: keep };
}
