// What went wrong, for a program (problem+json, RFC 9457) and for a person, from any thrown value.

/** An error of the dashboard's own; shaped like an actor's, so both are told apart by `type` alone. */
export class DashboardError extends Error {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, data: Record<string, unknown> = {}) {
    super(message);
    this.name = 'DashboardError';
    this.type = type;
    this.data = data;
  }
}

/** Thrown by `listen` when another process holds the port. */
export class PortInUse extends DashboardError {
  constructor(host: string, port: number) {
    super(
      'PORT_IN_USE',
      `Port ${port} on ${host} is in use by another program. Choose another: PORT=${port + 1} npm start`,
      { host, port },
    );
  }
}

/** Thrown when a request names an actor that was never hosted here. */
export class ActorNotFound extends DashboardError {
  constructor(address: string) {
    super('ACTOR_NOT_FOUND', `There is no actor ${address}.`, { address, field: 'address' });
  }
}

/** Thrown when a request names an account that is not there for whoever asks. */
export class AccountNotFound extends DashboardError {
  constructor(account: string) {
    super('ACCOUNT_NOT_FOUND', `There is no account ${account}.`, { account, field: 'account' });
  }
}

/** Thrown when one input of a request cannot be used. */
export class InvalidInput extends DashboardError {
  constructor(field: string, message: string) {
    super('INVALID_INPUT', message, { field });
  }
}

/** Thrown when a request names a node that the cluster does not have. */
export class NodeNotFound extends DashboardError {
  constructor(node: string) {
    super('NODE_NOT_FOUND', `There is no node ${node} in this cluster.`, { node, field: 'node' });
  }
}

/** Thrown when somebody who is known may not do what they ask for. */
export class Forbidden extends DashboardError {
  constructor(user: string, permission: string) {
    super(
      'FORBIDDEN',
      `${user === '' ? 'Nobody who has not signed in' : user} may not do this: it needs ${permission}.`,
      {
        permission,
      },
    );
  }
}

/** Thrown when nobody has signed in, or nobody is signed in any more. */
export class SignInNeeded extends DashboardError {
  constructor(message = 'Sign in first.') {
    super('SIGN_IN_NEEDED', message);
  }
}

export interface Problem {
  readonly status: number;
  readonly title: string;
  /** The error's type, e.g. STORE_UNAVAILABLE. */
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

const STATUS: Readonly<Record<string, number>> = {
  ACCOUNT_NOT_FOUND: 404,
  ACTOR_NOT_RUNNING: 409,
  BACKTESTS_FULL: 429,
  BACKTEST_FINISHED: 409,
  BACKTEST_NOT_DONE: 409,
  BACKTEST_NOT_FOUND: 404,
  CODE_REQUIRED: 401,
  LAST_ADMIN: 409,
  LOCKED_OUT: 429,
  NAME_TAKEN: 409,
  PASSWORD_WEAK: 422,
  SIGN_IN_FAILED: 401,
  SIGN_UP_CLOSED: 403,
  TOKEN_INVALID: 422,
  USER_NOT_FOUND: 404,
  ALREADY_FOLLOWING: 409,
  CAPITAL_EXCEEDED: 409,
  CHAIN_TOO_LONG: 409,
  COMMAND_ID_TAKEN: 409,
  COPY_SETTINGS_INVALID: 422,
  ENTRY_NOT_FOUND: 404,
  FEE_TERMS_INVALID: 422,
  FOLLOWER_BANNED: 403,
  FOLLOWER_UNKNOWN: 404,
  FOLLOW_LOOP: 409,
  FORBIDDEN: 403,
  INVALID_ORDER: 422,
  NOTHING_TO_CLOSE: 409,
  NOT_INVITED: 403,
  NOT_OWNER: 403,
  NOT_READY: 503,
  ORDER_NOT_FOUND: 404,
  PROVIDER_FULL: 409,
  RATE_LIMITED: 429,
  TRADE_NOT_FOUND: 404,
  PROVIDER_WITHDRAWN: 409,
  TRADING_STATE_REDUCING: 409,
  UNFOLLOWING: 409,
  ACTOR_NOT_FOUND: 404,
  ACTOR_MOVING: 503,
  ACTOR_NOT_HOSTED: 503,
  ACTOR_STOPPED: 409,
  APPROVER_IS_PROPOSER: 403,
  BAD_CURSOR: 400,
  CACHE_UNAVAILABLE: 503,
  CLOSING: 503,
  BODY_TOO_LARGE: 413,
  COMMAND_NOT_FOUND: 404,
  COMMAND_TIMEOUT: 504,
  CONFLICT: 409,
  CONTROL_NOT_FOUND: 404,
  CSRF_INVALID: 403,
  CROSS_ORIGIN: 403,
  SUBSCRIPTION_TAKEN: 409,
  TOO_MANY_SOCKETS: 429,
  TOO_MANY_SUBSCRIPTIONS: 429,
  TOPIC_NOT_FOUND: 404,
  ECONOMIC_EVENTS_INVALID: 422,
  HOSTS_NOTHING: 409,
  HOST_NOT_ALLOWED: 421,
  IDEMPOTENCY_KEY_REUSED: 422,
  INVALID_CONFIG: 422,
  INVALID_INPUT: 422,
  INVALID_PARAMETERS: 422,
  INVALID_PARAMS: 422,
  LIMIT_CHANGE_INVALID: 422,
  LETTER_CLOSED: 409,
  LETTER_HELD: 409,
  LETTER_NOT_FOUND: 404,
  LETTER_OVERTAKEN: 409,
  MALFORMED_BODY: 400,
  NODE_NOT_FOUND: 404,
  NODE_UNREACHABLE: 503,
  NOBODY_TAKES_OVER: 409,
  NOT_FOUND: 404,
  NOT_RESTRICTED: 409,
  PROPOSAL_UNKNOWN: 404,
  REQUEST_TIMEOUT: 504,
  RULE_INVALID: 422,
  SCOPE_INVALID: 422,
  SERVICE_NOT_AVAILABLE: 503,
  SERVICE_NOT_FOUND: 503,
  SESSIONS_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  STREAM_NOT_FOUND: 404,
  SIGN_IN_NEEDED: 401,
  SUPERVISOR_SILENT: 503,
  TOO_BUSY: 503,
  TOO_MANY_STREAMS: 503,
  TRADING_HALTED: 409,
  UNKNOWN_STRATEGY: 422,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WRONG_OWNER: 503,
};

/** What a person should know or do about what the cluster could not do just now. */
const ADVICE: Readonly<Record<string, string>> = {
  ACTOR_MOVING: 'It trades again within seconds.',
  ACTOR_STOPPED: 'It may have been stopped before it had done this: look at its state before you ask again.',
  CACHE_UNAVAILABLE: 'Actors and orders are not touched by that; what is shown may be some seconds old.',
  NODE_UNREACHABLE: 'Its actors trade on where they are, or on the node that takes over; ask again in a moment.',
  WRONG_OWNER: 'It has just moved to another node; ask again in a moment.',
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request could not be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'The request is too large',
  415: 'Unsupported content type',
  421: 'Not this server',
  422: 'The request could not be used',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available just now',
  504: 'No answer in time',
};

/** The problem that a thrown value is; `data.field` of an actor's error makes it the caller's, 422. */
export const problemOf = (error: unknown): Problem => {
  const facts =
    typeof error === 'object' && error !== null
      ? (error as { type?: unknown; status?: unknown; message?: unknown; data?: unknown })
      : {};
  const type = typeof facts.type === 'string' && /^[A-Z][A-Z0-9_]+$/.test(facts.type) ? facts.type : undefined;
  const data = typeof facts.data === 'object' && facts.data !== null ? (facts.data as { field?: unknown }) : {};
  const field = typeof data.field === 'string' ? data.field : undefined;
  const own = typeof facts.status === 'number' && facts.status >= 400 && facts.status < 600 ? facts.status : undefined;
  const status = (type === undefined ? undefined : STATUS[type]) ?? own ?? (field === undefined ? 500 : 422);
  const hidden = status === 500 && type === undefined;
  return {
    status,
    title: TITLES[status] ?? 'The request failed',
    code:
      type ??
      (status === 413
        ? 'BODY_TOO_LARGE'
        : status === 400
          ? 'MALFORMED_BODY'
          : status < 500
            ? 'BAD_REQUEST'
            : 'UNEXPECTED'),
    detail: hidden
      ? 'An unexpected error was logged.'
      : advised(typeof facts.message === 'string' ? facts.message : String(error), type),
    ...(field !== undefined && { field }),
  };
};

const advised = (message: string, type: string | undefined): string => {
  const advice = type === undefined ? undefined : ADVICE[type];
  if (advice === undefined) return message;
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/[.!]$/, '')}. ${advice}`;
};

/** The problem as the body of `application/problem+json`. */
export const problemJson = (problem: Problem): Record<string, unknown> => ({ type: 'about:blank', ...problem });
