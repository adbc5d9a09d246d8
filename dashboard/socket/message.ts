// What is said on a socket: JSON texts, one object each. What clients say is checked against `clientMessage`.
import { z } from 'zod';

/** A client's own name for a subscription. */
const id = z.string().min(1).max(100);

export const clientMessage = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('subscribe'),
    id,
    topic: z.string().min(1).max(300),
    /** Of the topic, or by account: the last `n` that was had of each. */
    since: z
      .union([
        z.int().min(0),
        z.record(z.string().min(1).max(200), z.int().min(0)).refine((places) => Object.keys(places).length <= 100),
      ])
      .exactOptional(),
    /** Of the server's answer before, where `since` is a number. */
    stream: z.string().max(100).exactOptional(),
  }),
  z.strictObject({ op: z.literal('unsubscribe'), id }),
  z.strictObject({ op: z.literal('ping'), at: z.number().exactOptional() }),
]);
export type ClientMessage = z.output<typeof clientMessage>;
export type Since = NonNullable<Extract<ClientMessage, { op: 'subscribe' }>['since']>;

/** Why rows are sent as they are instead of what has happened since. */
export type SnapshotReason =
  /** Nothing was asked for. */
  | 'BEGINNING'
  /** More has happened than is kept. */
  | 'TOO_OLD'
  /** The number is of another stream: the server was started again, or had let go of the topic. */
  | 'OTHER_STREAM'
  /** The number is one that the topic has not come to. */
  | 'AHEAD';

export type ServerMessage =
  | { readonly op: 'welcome'; readonly user: string; readonly heartbeatMs: number }
  /** What was subscribed: entries after `seq` follow, those that were missed first. */
  | {
      readonly op: 'subscribed';
      readonly id: string;
      readonly topic: string;
      readonly stream: string;
      readonly seq: number;
      readonly isResumed: boolean;
    }
  /** Rows as they are; `isMore`: others of the same snapshot follow. */
  | {
      readonly op: 'snapshot';
      readonly id: string;
      readonly why: SnapshotReason;
      readonly seq: number;
      readonly rows: readonly unknown[];
      readonly isMore: boolean;
    }
  | { readonly op: 'unsubscribed'; readonly id: string }
  /** So many entries were replaced by newer ones of the same key, because the client took them too slowly. */
  | { readonly op: 'conflated'; readonly id: string; readonly dropped: number }
  /** How far each subscription is, whether or not its entries were for this client. */
  | {
      readonly op: 'pong';
      readonly at: number | null;
      readonly seqs: Readonly<Record<string, number>>;
    }
  | { readonly op: 'error'; readonly id: string | null; readonly code: string; readonly detail: string };

/** Codes that a socket is closed with, beside those of RFC 6455. */
export const CLOSED = {
  goingAway: 1001,
  signedOut: 4401,
  tooSlow: 4008,
  tooMuch: 4429,
} as const;
