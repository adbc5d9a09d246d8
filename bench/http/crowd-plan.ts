/** One browser or program: a session, the address that its requests go to in turn, and what it keeps open. */
export interface CrowdMember {
  readonly token: string;
  readonly paths: readonly string[];
  /** Path of a stream of server-sent events, or of a socket with what it subscribes. */
  readonly stream?: { readonly sse: string } | { readonly socket: string; readonly topics: readonly string[] };
}

export interface CrowdPlan {
  readonly url: string;
  readonly members: readonly CrowdMember[];
  /** Mean wait of a member between an answer and its next request; waits are exponential, so requests come as from people. */
  readonly thinkMs: number;
  /** All connections and streams are opened within this time, which does not count. */
  readonly warmMs: number;
  readonly measuredMs: number;
  readonly seed: string;
}

/** What came of it; requests that were asked while it was measured. */
export interface CrowdFigures {
  readonly requests: number;
  /** Without an answer, or with another status than 200. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly bytes: number;
  /** Streams open at the end. */
  readonly streams: number;
  readonly streamMessages: number;
  readonly streamBytes: number;
  /** p99 of each path, its parameters left out. */
  readonly paths: Readonly<
    Record<string, { readonly requests: number; readonly p50Ms: number; readonly p99Ms: number }>
  >;
  /** Some of what failed, in words. */
  readonly failures: readonly string[];
}
