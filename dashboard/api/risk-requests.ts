import type { WallClock } from '../face.ts';
import type { RiskAnswer, RiskCommand, RiskCommands } from '../risk-commands.ts';
import { type Keyed, keyedRequests } from './keyed-requests.ts';

/** A command for the risk supervisor as a program asks for it. */
export interface Asked extends Keyed {
  readonly command: RiskCommand;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Rejects with the supervisor's refusal or COMMAND_TIMEOUT. */
export type RiskRequests = (asked: Asked) => Promise<RiskAnswer>;

export const riskRequests = ({
  commands,
  clock,
}: {
  readonly commands: RiskCommands;
  readonly clock: WallClock;
}): RiskRequests =>
  keyedRequests(({ command, caller, params }: Asked, key) => commands.give(key, caller, command, params), { clock });
