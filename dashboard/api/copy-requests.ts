import type { CopyCommand, CopyCommands } from '../copy-commands.ts';
import type { WallClock } from '../face.ts';
import { type Keyed, keyedRequests } from './keyed-requests.ts';

/** A command of copying as a program asks for it. */
export interface AskedOfCopying extends CopyCommand, Keyed {}

/** Rejects with the actor's refusal or COMMAND_TIMEOUT. */
export type CopyRequests = (asked: AskedOfCopying) => Promise<object>;

export const copyRequests = ({
  commands,
  ...deps
}: {
  readonly commands: CopyCommands;
  readonly clock: WallClock;
  readonly newKey: () => string;
}): CopyRequests =>
  keyedRequests(
    async ({ caller, address, action, params }: AskedOfCopying, key) =>
      (await commands.give(key, caller, { address, action, params })) as object,
    deps,
  );
