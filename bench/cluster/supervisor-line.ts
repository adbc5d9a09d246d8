// What a person at a gateway has of the risk supervisor: commands, and a look at how far the accounts are with them.
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';
import type { ActorView } from '../../actors/views.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { Stage } from './stage.ts';

const LOOK_AGAIN_MS = 20;
const ASK_AGAIN_MS = 25;
const PATIENCE_MS = 60_000;

type ControlView = RiskSupervisorStateView['controls'][number];

/** A command that was carried out: when it was sent, and the number of its control. */
interface Sent {
  readonly seq: number;
  /** Epoch milliseconds UTC. */
  readonly at: number;
  /** Milliseconds until it was answered: it was durable then. */
  readonly answeredMs: number;
}

/** Sends a command, and again while the supervisor is on its way from a worker to another. */
export async function send({ observer }: Stage, command: string, scope: string): Promise<Sent> {
  const clock = systemClock();
  const at = clock.now();
  const commandId = `bench-${command}-${performance.now()}`;
  for (;;) {
    try {
      const params = { scope, reason: 'the benchmark', commandId };
      const reply = await observer.broker.call<{ control: number }, object>(`${RISK_SUPERVISOR}.${command}`, params);
      return { seq: reply.control, at, answeredMs: clock.now() - at };
    } catch (error) {
      if (clock.now() - at > PATIENCE_MS) throw error;
      const already = await sentAlready(observer, command, scope, at);
      if (already !== undefined) return { seq: already, at, answeredMs: clock.now() - at };
      await clock.sleep(ASK_AGAIN_MS);
    }
  }
}

/** A command whose answer was lost may have been carried out: its control is the newest of its scope. */
async function sentAlready(
  observer: Stage['observer'],
  command: string,
  scope: string,
  since: number,
): Promise<number | undefined> {
  const controls = await controlsOf(observer).catch(() => []);
  const newest = controls.find((one) => one.scope === scope);
  const isReset = newest?.state === 'ACTIVE';
  return newest !== undefined && Date.parse(newest.at) >= since && isReset === (command === 'reset')
    ? newest.seq
    : undefined;
}

interface Known {
  /** Milliseconds from the sending of a command to the gateway's knowing. */
  readonly ms: number;
  /** Milliseconds from it to the last account deciding by it, by the clock of its node: this machine's. */
  readonly inForceMs: number;
  /** Epoch milliseconds UTC: since when it is so. */
  readonly since: number;
}

/** Milliseconds from the sending of a command to the gateway's knowing that it is so: `confirmedAt` or `flatAt`; and since when it is. */
export async function known({ observer }: Stage, { seq, at }: Sent, what: 'confirmedAt' | 'flatAt'): Promise<Known> {
  const clock = systemClock();
  let last = 'nobody could be asked';
  for (;;) {
    const control = await controlsOf(observer)
      .then((controls) => controls.find((one) => one.seq === seq))
      .catch((error: unknown) => void (last = errorMessage(error)));
    const since = control?.[what];
    if (since !== undefined && since !== null) {
      const inForceMs = Date.parse(control!.inForceAt!) - at;
      return { ms: clock.now() - at, inForceMs, since: Date.parse(since) };
    }
    if (control !== undefined)
      last = `${control.unconfirmedCount} have not confirmed (${control.unconfirmed.join()}), ${control.openCount} are not flat (${control.open.join()})`;
    if (clock.now() - at > PATIENCE_MS) throw new Error(`control ${seq} was not ${what} within a minute: ${last}`);
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

async function controlsOf(observer: Stage['observer']): Promise<readonly ControlView[]> {
  const { state } = await observer.broker.call<ActorView>(`${RISK_SUPERVISOR}.inspect`);
  // One that is just starting shows nothing yet.
  return (state as unknown as Partial<RiskSupervisorStateView>).controls ?? [];
}
