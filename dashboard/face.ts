import type { Caller } from '../actors/domain/people/caller.ts';

/** What the dashboard knows of the actors: their actions and events, through Moleculer or a fake of it. */
export interface BrokerFace {
  /**
   * Calls `<address>.<command>` or `<service>.<action>` for `caller`, or for the dashboard itself; rejects with an error that carries
   * `type`, `message` and perhaps `data.field`.
   */
  call(action: string, params?: unknown, caller?: Caller): Promise<unknown>;
  /** Hears a broadcast; the returned function, if any, ends it. */
  onEvent(name: string, fn: (payload: unknown) => void): (() => void) | void;
  /** Broadcasts to all dashboards, this one too. */
  tell(name: string, payload: object): void;
}

/** The source of time; `runtime/clock.ts` is one. */
export interface WallClock {
  now(): number;
  /** Runs `fn` once after `delayMs`; the returned function cancels it. */
  setTimer(delayMs: number, fn: () => void): () => void;
}

/** Where the dashboard writes its log; pino is one. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Prometheus text as `GET /metrics` answers it. */
export type MetricsText = () => Promise<{ readonly contentType: string; readonly body: string }>;
