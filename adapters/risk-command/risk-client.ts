import { setTimeout as sleep } from 'node:timers/promises';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { RiskControlRow } from '../../actors/domain/risk-rows.ts';
import type { RiskSupervisorStateView } from '../../actors/risk-views.ts';

const POLL_MS = 50;
const ANSWER_MS = 15_000;

/** The key that a command asks with, and where it was looked for: for people whom it does not help. */
export interface AskingKey {
  readonly key: string | undefined;
  readonly place: string;
}

/** A control as it is kept, and who has not taken it as the supervisor says; of one long past the latter is not known. */
export type ControlSight = Pick<RiskControlRow, 'seq' | 'at' | 'affected' | 'confirmedAt' | 'flatAt' | 'flatten'> &
  Partial<RiskControlRow> &
  Partial<Pick<RiskSupervisorStateView['controls'][number], 'unconfirmed' | 'unconfirmedCount' | 'open' | 'openCount'>>;

/** What became of a change: it is a control, or it waits for somebody else's approval, or was withdrawn. */
export interface Settled {
  readonly status: 'issued' | 'awaits-approval' | 'withdrawn';
  readonly control?: number;
  readonly proposal?: string;
}

/** The risk of a running troupe, by its REST API. */
export interface RiskClient {
  /** Rejects with TROUPE_UNREACHABLE, SIGN_IN_NEEDED, or with the type and words of the problem that was answered. */
  get<Answer>(path: string): Promise<Answer>;
  send(method: 'POST' | 'PUT', path: string, body: object): Promise<Settled>;
  /** The control once every account has taken it, and what it closes is flat; as it is when the time is over. */
  watch(control: number, waitMs: number): Promise<ControlSight>;
}

export function riskClient(url: string, { key, place }: AskingKey): RiskClient {
  const identity = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const ask = async (
    path: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> } = {},
  ): Promise<unknown> => {
    let response: Response;
    try {
      response = await fetch(new URL(path, url), {
        ...init,
        headers: { ...identity, ...init.headers },
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    } catch (error) {
      const why = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new ActorError('TROUPE_UNREACHABLE', `no troupe answers at ${url} (${errorMessage(why)}): is it running? see --url`); // prettier-ignore
    }
    const answer = await bodyOf(response, url);
    if (response.ok) return answer;
    const { code, detail } = answer as { code?: string; detail?: string };
    if (response.status === 401) throw new ActorError('SIGN_IN_NEEDED', unknownText(key, place));
    throw new ActorError(code ?? 'UNEXPECTED', detail ?? `${response.status} of ${path}`);
  };
  const get = async <Answer>(path: string): Promise<Answer> => (await ask(path)) as Answer;

  return {
    get,
    send: async (method, path, body) =>
      (await ask(path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })) as Settled,
    async watch(control, waitMs) {
      for (const until = performance.now() + waitMs; ; await sleep(POLL_MS)) {
        const sight = await get<ControlSight>(`/api/v1/risk/controls/${control}`);
        if (isProved(sight) || performance.now() >= until) return sight;
      }
    },
  };
}

const unknownText = (key: string | undefined, place: string): string =>
  key === undefined
    ? `the troupe does not know who asks: no key in TROUPE_API_KEY or ${place}; make one under Security on the dashboard, with what only an admin may do, and give it in TROUPE_API_KEY`
    : `the troupe does not take the key in ${place}: it is revoked, expired or not for this address; make a new one under Security on the dashboard`;

/** Whether nothing more is to be heard of a control. */
export const isProved = ({ confirmedAt, flatAt, flatten }: ControlSight): boolean =>
  confirmedAt !== null && (!flatten || flatAt !== null);

async function bodyOf(response: Response, url: string): Promise<object> {
  try {
    return (await response.json()) as object;
  } catch {
    throw new ActorError('TROUPE_UNREACHABLE', `what answers at ${url} is no troupe (status ${response.status}); see --url`); // prettier-ignore
  }
}
