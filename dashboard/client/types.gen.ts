// Written by `npm run client`; do not edit.
// @ts-nocheck

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

export type Accepted = {
    commandId: string;
    status: 'accepted';
};

export type Account = {
    account: string;
    owner: string;
    currency: string;
    venue: string;
    /**
     * Decimal as exact text
     */
    deposit: string;
    /**
     * Decimal as exact text
     */
    unallocated: string;
    /**
     * Decimal as exact text
     */
    equity: string;
};

export type Actor = {
    address: string;
    kind: string;
    parent: string | null;
    owner: string;
    node: string;
    shard?: number;
    lifecycle: 'starting' | 'running' | 'stopping' | 'stopped' | 'restarting' | 'faulted';
    /**
     * ISO 8601 UTC
     */
    since: string;
    restarts: number;
    lastCause: string | null;
    tradingState: 'ACTIVE' | 'REDUCING' | 'HALTED' | null;
    tradingStateReason: string | null;
    mailbox: {
        depth: number;
        oldestAgeMs: number;
        dropped: number;
    };
    turns: number;
    /**
     * ISO 8601 UTC
     */
    lastTurnAt: string | null;
    /**
     * What the actor itself says, by its kind
     */
    state: {
        [key: string]: unknown;
    };
};

export type ActorDump = {
    address: string;
    view: Actor;
    trace: ActorTrace;
    config?: unknown;
    state?: unknown;
    stateOf: {
        kind: 'running';
    } | {
        kind: 'snapshot';
        /**
         * ISO 8601 UTC
         */
        savedAt: string;
    } | null;
};

export type ActorTrace = {
    address: string;
    moves: Array<{
        /**
         * ISO 8601 UTC
         */
        at: string;
        to: string;
        cause: string | null;
    }>;
    messages: Array<{
        /**
         * ISO 8601 UTC
         */
        at: string;
        kind: string;
        about: string;
        detail: string;
    }>;
    readers: Array<{
        reader: string;
        stream: string;
        entry: number;
        /**
         * ISO 8601 UTC
         */
        waitingSince: string | null;
    }>;
} | null;

export type Answered = {
    [key: string]: unknown;
};

export type AuditEntry = {
    id: string;
    /**
     * ISO 8601 UTC
     */
    at: string;
    by: string;
    address: string;
    command: string;
    outcome: string;
    asked?: unknown;
};

export type Backtest = {
    id: string;
    owner: string;
    name: string;
    state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
    request: {
        strategy: string;
        bars: {
            kind: 'stored' | 'demo';
            /**
             * ISO 8601 UTC
             */
            from: string | null;
            /**
             * ISO 8601 UTC
             */
            to: string | null;
            [key: string]: unknown;
        };
        /**
         * Decimal as exact text
         */
        cash: string;
        [key: string]: unknown;
    };
    attempt: number;
    barsDone: number;
    barsTotal: number | null;
    /**
     * From 0 to 1
     */
    progress: number | null;
    etaMs: number | null;
    /**
     * ISO 8601 UTC
     */
    createdAt: string;
    /**
     * ISO 8601 UTC
     */
    startedAt: string | null;
    /**
     * ISO 8601 UTC
     */
    finishedAt: string | null;
    error: {
        type: string;
        message: string;
    } | null;
    summary: {
        metrics: {
            finalEquity: number;
            maxDrawdown: number;
            [key: string]: unknown;
        };
        bars: number;
        fills: number;
        trades: number;
        missing: number;
    } | null;
};

export type BacktestDownload = {
    backtest: Backtest;
    result: BacktestResult;
    trades: Array<BacktestTrade>;
    fills: Array<BacktestFill>;
};

export type BacktestFill = {
    /**
     * ISO 8601 UTC
     */
    time: string;
    side: 'BUY' | 'SELL';
    /**
     * Decimal as exact text
     */
    price: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    commission: string;
};

export type BacktestResult = {
    id: string;
    /**
     * ISO 8601 UTC
     */
    from: string;
    /**
     * ISO 8601 UTC
     */
    to: string;
    basis: '24/7' | 'sessions';
    /**
     * Decimal as exact text
     */
    lot: string;
    /**
     * Decimal as exact text
     */
    tick: string;
    metrics: Array<{
        name: 'finalEquity' | 'totalReturn' | 'cagr' | 'sharpe' | 'sortino' | 'calmar' | 'maxDrawdown' | 'trades' | 'winRate' | 'profitFactor' | 'expectancy' | 'sqn' | 'bestTrade' | 'worstTrade' | 'averageMae' | 'averageMfe' | 'worstMae' | 'bestMfe' | 'exposureTime' | 'turnover' | 'commissionPaid';
        label: string;
        unit: string;
        value: number | null;
        convention: string;
    }>;
    orders: {
        accepted: number;
        denied: number;
        rejected: number;
        denialsByCode: {
            [key: string]: number;
        };
    };
    openPosition: {
        side: 'LONG' | 'SHORT';
        /**
         * Decimal as exact text
         */
        quantity: string;
        /**
         * Decimal as exact text
         */
        averagePrice: string;
        lastPrice: number;
        /**
         * Decimal as exact text
         */
        unrealizedPnl: string;
    } | null;
    /**
     * Decimal as exact text
     */
    cash: string;
    /**
     * At most 2,000 points; the highest and lowest of each stretch are kept
     */
    curve: Array<{
        /**
         * ISO 8601 UTC
         */
        time: string;
        equity: number;
        drawdown: number;
    }>;
    missing: Array<{
        /**
         * ISO 8601 UTC
         */
        from: string;
        /**
         * ISO 8601 UTC
         */
        to: string;
        bars: number;
    }>;
};

export type BacktestTrade = {
    side: 'LONG' | 'SHORT';
    /**
     * ISO 8601 UTC
     */
    entryTime: string;
    /**
     * ISO 8601 UTC
     */
    exitTime: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    entryPrice: string;
    /**
     * Decimal as exact text
     */
    exitPrice: string;
    /**
     * Decimal as exact text
     */
    pnl: string;
    /**
     * Decimal as exact text
     */
    commission: string;
    mae: number | null;
    mfe: number | null;
    barsHeld: number;
};

export type Bar = {
    seq: number;
    /**
     * ISO 8601 UTC
     */
    openTime: string;
    open: number;
    high: number;
    low: number;
    close: number;
    volume: number;
    flags: Array<string>;
};

export type BarsOffer = {
    source: {
        kind: 'stored' | 'demo';
        /**
         * ISO 8601 UTC
         */
        from: string | null;
        /**
         * ISO 8601 UTC
         */
        to: string | null;
        [key: string]: unknown;
    };
    label: string;
    simulated: boolean;
    bars: number;
    /**
     * ISO 8601 UTC
     */
    from: string | null;
    /**
     * ISO 8601 UTC
     */
    to: string | null;
};

export type Breach = {
    account?: string;
    [key: string]: unknown;
};

export type Command = {
    commandId: string;
    address: string;
    command: string;
    by: string;
    reason: string;
    status: 'pending' | 'acknowledged' | 'failed';
    /**
     * ISO 8601 UTC
     */
    requestedAt: string;
    /**
     * ISO 8601 UTC
     */
    settledAt: string | null;
    code?: string | null;
    detail?: string | null;
};

export type Copy = {
    seq?: number;
    [key: string]: unknown;
};

export type CreatedKey = {
    /**
     * Shown this once
     */
    key: string;
    view: Key;
};

export type DeadLetter = {
    id: string;
    actor: string;
    stream: string;
    entry: number;
    /**
     * ISO 8601 UTC
     */
    time: string;
    error: string;
    crashes: number;
    state: 'open' | 'requeued' | 'discarded';
    /**
     * ISO 8601 UTC
     */
    at: string;
    /**
     * The actor goes on without it; else it stands there
     */
    isAside: boolean;
    closedBy: string | null;
    /**
     * ISO 8601 UTC
     */
    closedAt: string | null;
    reason: string | null;
};

export type Done = {
    [key: string]: unknown;
};

export type Equity = {
    actor: string;
    /**
     * ISO 8601 UTC
     */
    time: string;
    /**
     * Decimal as exact text
     */
    equity: string;
    /**
     * Decimal as exact text
     */
    cash: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    price: number;
};

export type Fill = {
    fillId: string;
    clientOrderId: string;
    actor: string;
    account: string;
    instrument: string;
    side: 'BUY' | 'SELL';
    /**
     * Decimal as exact text
     */
    price: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    commission: string;
    /**
     * ISO 8601 UTC
     */
    time: string;
    lane: string;
    position: number;
};

export type Follow = {
    follower: string;
    now: {
        [key: string]: unknown;
    } | null;
    [key: string]: unknown;
};

export type HandedToken = {
    token: string;
    /**
     * ISO 8601 UTC
     */
    expiresAt: string;
    isMailed: boolean;
};

export type History = {
    id: string;
    granularity: string;
    points: Array<Equity>;
};

export type Key = {
    id: string;
    user: string;
    name: string;
    prefix: string;
    scopes: Array<'read' | 'trade' | 'admin'>;
    ips: Array<string>;
    /**
     * ISO 8601 UTC
     */
    createdAt: string;
    /**
     * ISO 8601 UTC
     */
    expiresAt: string | null;
    /**
     * ISO 8601 UTC
     */
    lastUsedAt: string | null;
    /**
     * ISO 8601 UTC
     */
    revokedAt: string | null;
};

export type LedgerCheck = {
    holds: boolean;
    checked: {
        [key: string]: number;
    };
    differences: Array<{
        invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
        subject: string;
        expected: string;
        found: string;
    }>;
};

export type LimitVersion = {
    scope?: string;
    [key: string]: unknown;
};

export type Me = {
    user: string;
    roles: Array<'user' | 'provider' | 'ops' | 'admin'>;
    email: string | null;
    isDisabled: boolean;
    hasPassword: boolean;
    hasTotp: boolean;
    /**
     * ISO 8601 UTC
     */
    createdAt: string;
    /**
     * ISO 8601 UTC
     */
    lastSeenAt: string | null;
    /**
     * What the key may do; null for a session
     */
    scopes: Array<'read' | 'trade' | 'admin'> | null;
};

export type Node = {
    node: string;
    role: 'worker' | 'gateway' | 'all';
    state: 'up' | 'unreachable' | 'lost' | 'stopped';
    draining: boolean;
    upMs: number;
    shards: number;
    where: string;
};

export type Order = {
    clientOrderId: string;
    actor: string;
    account: string;
    instrument: string;
    side: 'BUY' | 'SELL';
    type: string;
    timeInForce: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    filled: string;
    /**
     * Decimal as exact text
     */
    averagePrice: string | null;
    /**
     * Decimal as exact text
     */
    limitPrice: string | null;
    /**
     * Decimal as exact text
     */
    triggerPrice: string | null;
    state: string;
    reason: string | null;
    reduceOnly: boolean;
    /**
     * ISO 8601 UTC
     */
    decidedAt: string;
    /**
     * ISO 8601 UTC
     */
    updatedAt: string;
};

export type Overview = {
    /**
     * ISO 8601 UTC
     */
    at: string;
    accounts: Array<Account>;
    strategies: {
        total: number;
        running: number;
        halted: number;
        failing: number;
    };
    alerts: Array<{
        id: string;
        mood: 'bad' | 'warn';
        subject: string;
        text: string;
        /**
         * ISO 8601 UTC
         */
        since: string | null;
    }>;
    lanes: Array<{
        lane: string;
        status: string;
        /**
         * ISO 8601 UTC
         */
        lastBarAt: string | null;
        [key: string]: unknown;
    }>;
};

export type Performance = {
    id: string;
    /**
     * ISO 8601 UTC
     */
    from: string | null;
    /**
     * ISO 8601 UTC
     */
    to: string | null;
    basis: '24/7' | 'sessions';
    metrics: Array<{
        name: 'finalEquity' | 'totalReturn' | 'cagr' | 'sharpe' | 'sortino' | 'calmar' | 'maxDrawdown' | 'trades' | 'winRate' | 'profitFactor' | 'expectancy' | 'sqn' | 'bestTrade' | 'worstTrade' | 'averageMae' | 'averageMfe' | 'worstMae' | 'bestMfe' | 'exposureTime' | 'turnover' | 'commissionPaid';
        label: string;
        unit: string;
        value: number | null;
        convention: string;
    }>;
};

/**
 * RFC 9457, with a code for programs and the field that is at fault
 */
export type Problem = {
    type: string;
    status: number;
    title: string;
    code: string;
    detail: string;
    field?: string;
    [key: string]: unknown;
};

export type Provider = {
    provider: string;
    owner: string;
    lifecycle: string;
    tradingState: string | null;
    profile: {
        [key: string]: unknown;
    };
    reputation: {
        [key: string]: unknown;
    };
    [key: string]: unknown;
};

export type ProviderEntry = {
    seq?: number;
    kind?: string;
    [key: string]: unknown;
};

export type ProviderProfile = {
    provider: string;
    owner: string;
    lifecycle: string;
    tradingState: string | null;
    profile: {
        [key: string]: unknown;
    };
    reputation: {
        [key: string]: unknown;
    };
    tradingStateReason: string | null;
    delivery: {
        [key: string]: unknown;
    };
    [key: string]: unknown;
};

export type Reader = {
    reader: string;
    stream: string;
    entry: number;
    behind: number;
    /**
     * ISO 8601 UTC
     */
    waitingSince: string | null;
    behindMs: number | null;
};

export type Risk = {
    approveLoosening: boolean;
    through: number;
    latches: Array<{
        scope: string;
        state: string;
        reason: string;
        by: string;
        [key: string]: unknown;
    }>;
    limits: Array<{
        scope: string;
        limit: string;
        value: string | null;
        version: number;
        [key: string]: unknown;
    }>;
    limitNames: Array<string>;
    rules: Array<unknown>;
    events: number;
    proposals: Array<{
        id: string;
        scope: string;
        limit: string;
        [key: string]: unknown;
    }>;
    controls: Array<{
        seq: number;
        kind: string;
        by: string;
        /**
         * ISO 8601 UTC
         */
        at: string;
        [key: string]: unknown;
    }>;
    [key: string]: unknown;
};

export type RiskAnswer = {
    status: 'issued' | 'awaits-approval' | 'withdrawn';
    control?: number;
    version?: number;
    proposal?: string;
};

export type RiskControl = {
    seq: number;
    scope?: string;
    by?: string;
    [key: string]: unknown;
};

export type Session = {
    id: string;
    caller: {
        user: string;
        roles: Array<'user' | 'provider' | 'ops' | 'admin'>;
        scopes?: Array<'read' | 'trade' | 'admin'>;
    };
    origin: {
        ip: string;
        agent: string;
    };
    /**
     * ISO 8601 UTC
     */
    createdAt: string;
    /**
     * ISO 8601 UTC
     */
    seenAt: string;
    /**
     * ISO 8601 UTC
     */
    expiresAt: string;
};

export type Shard = {
    shard: number;
    node: string | null;
    epoch: number | null;
};

export type Statement = {
    follower: string;
    provider: string;
    currency: string;
    days: Array<{
        day: string;
        [key: string]: unknown;
    }>;
    [key: string]: unknown;
};

export type StatementLine = {
    seq: number;
    /**
     * ISO 8601 UTC
     */
    time: string;
    event: string;
    actor: string;
    instrument: string | null;
    side: 'BUY' | 'SELL' | null;
    /**
     * Decimal as exact text
     */
    quantity: string | null;
    /**
     * Decimal as exact text
     */
    price: string | null;
    currency: string;
    /**
     * Decimal as exact text
     */
    cash: string;
    /**
     * Decimal as exact text
     */
    commission: string;
    /**
     * Decimal as exact text
     */
    fees: string;
    /**
     * Decimal as exact text
     */
    realizedPnl: string;
    /**
     * Decimal as exact text
     */
    balance: string;
};

export type Strategy = {
    id: string;
    strategy: string;
    rules: string;
    params: {
        [key: string]: unknown;
    };
    owner: string;
    account: string;
    instrument: string;
    lane: string;
    simulated: boolean;
    lifecycle: string;
    tradingState: string | null;
    tradingStateReason: string | null;
    /**
     * ISO 8601 UTC
     */
    since: string;
    restarts: number;
    lastCause: string | null;
    direction: string | null;
    /**
     * Decimal as exact text
     */
    allocation: string;
    /**
     * Decimal as exact text
     */
    equity: string | null;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    averagePrice: string | null;
    pnl: number | null;
    pnlFraction: number | null;
    drawdown: number | null;
    maxDrawdown: number | null;
    fills: number;
    denied: number;
};

export type Stream = {
    stream: string;
    owner: string;
    head: number;
    /**
     * ISO 8601 UTC
     */
    lastAt: string | null;
    readerCount: number;
    /**
     * Whoever follows it, the one furthest behind first; in a list the first hundred of them
     */
    readers: Array<Reader>;
};

export type Trade = {
    id: string;
    actor: string;
    account: string;
    instrument: string;
    side: 'LONG' | 'SHORT';
    /**
     * ISO 8601 UTC
     */
    entryTime: string;
    /**
     * ISO 8601 UTC
     */
    exitTime: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    entryPrice: string;
    /**
     * Decimal as exact text
     */
    exitPrice: string;
    /**
     * Decimal as exact text
     */
    pnl: string;
    /**
     * Decimal as exact text
     */
    commission: string;
};

export type TradeWithMarket = {
    id: string;
    actor: string;
    account: string;
    instrument: string;
    side: 'LONG' | 'SHORT';
    /**
     * ISO 8601 UTC
     */
    entryTime: string;
    /**
     * ISO 8601 UTC
     */
    exitTime: string;
    /**
     * Decimal as exact text
     */
    quantity: string;
    /**
     * Decimal as exact text
     */
    entryPrice: string;
    /**
     * Decimal as exact text
     */
    exitPrice: string;
    /**
     * Decimal as exact text
     */
    pnl: string;
    /**
     * Decimal as exact text
     */
    commission: string;
    fills: Array<{
        fillId?: string;
        clientOrderId?: string;
        actor?: string;
        account?: string;
        instrument?: string;
        side?: 'BUY' | 'SELL';
        /**
         * Decimal as exact text
         */
        price?: string;
        /**
         * Decimal as exact text
         */
        quantity?: string;
        /**
         * Decimal as exact text
         */
        commission?: string;
        /**
         * ISO 8601 UTC
         */
        time?: string;
        position?: number;
        [key: string]: unknown;
    }>;
    market: {
        lane: string;
        bars: Array<Bar>;
    } | null;
};

export type User = {
    user: string;
    roles: Array<'user' | 'provider' | 'ops' | 'admin'>;
    email: string | null;
    isDisabled: boolean;
    hasPassword: boolean;
    hasTotp: boolean;
    /**
     * ISO 8601 UTC
     */
    createdAt: string;
    /**
     * ISO 8601 UTC
     */
    lastSeenAt: string | null;
};

export type WaitingOrder = {
    clientOrderId: string;
    actor: string;
    account: string;
    instrument: string;
    state: string;
    /**
     * ISO 8601 UTC
     */
    updatedAt: string;
};

export type GetDashboardOverviewData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/dashboard/overview';
};

export type GetDashboardOverviewErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetDashboardOverviewError = GetDashboardOverviewErrors[keyof GetDashboardOverviewErrors];

export type GetDashboardOverviewResponses = {
    /**
     * Done
     */
    200: Overview;
};

export type GetDashboardOverviewResponse = GetDashboardOverviewResponses[keyof GetDashboardOverviewResponses];

export type GetStrategiesData = {
    body?: never;
    path?: never;
    query?: {
        account?: string;
        lifecycle?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/strategies';
};

export type GetStrategiesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetStrategiesError = GetStrategiesErrors[keyof GetStrategiesErrors];

export type GetStrategiesResponses = {
    /**
     * Done
     */
    200: {
        strategies: Array<Strategy>;
        nextCursor: string | null;
    };
};

export type GetStrategiesResponse = GetStrategiesResponses[keyof GetStrategiesResponses];

export type PostStrategiesData = {
    body: {
        strategy: string;
        params?: {
            [key: string]: unknown;
        };
        lane: string;
        account: string;
        allocation: string;
        sizing?: {
            [key: string]: unknown;
        };
        direction?: 'long-only' | 'long-short';
        stopLoss?: number;
        takeProfit?: number;
        trailingStop?: number;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/strategies';
};

export type PostStrategiesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostStrategiesError = PostStrategiesErrors[keyof PostStrategiesErrors];

export type PostStrategiesResponses = {
    /**
     * Done
     */
    201: {
        id: string;
        strategy: string;
    };
};

export type PostStrategiesResponse = PostStrategiesResponses[keyof PostStrategiesResponses];

export type DeleteStrategiesByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        flatten?: 'true' | 'false';
    };
    url: '/api/v1/strategies/{id}';
};

export type DeleteStrategiesByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type DeleteStrategiesByIdError = DeleteStrategiesByIdErrors[keyof DeleteStrategiesByIdErrors];

export type DeleteStrategiesByIdResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type DeleteStrategiesByIdResponse = DeleteStrategiesByIdResponses[keyof DeleteStrategiesByIdResponses];

export type GetStrategiesByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/strategies/{id}';
};

export type GetStrategiesByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetStrategiesByIdError = GetStrategiesByIdErrors[keyof GetStrategiesByIdErrors];

export type GetStrategiesByIdResponses = {
    /**
     * Done
     */
    200: Strategy;
};

export type GetStrategiesByIdResponse = GetStrategiesByIdResponses[keyof GetStrategiesByIdResponses];

export type PatchStrategiesByIdData = {
    body: {
        paused: boolean;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/strategies/{id}';
};

export type PatchStrategiesByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PatchStrategiesByIdError = PatchStrategiesByIdErrors[keyof PatchStrategiesByIdErrors];

export type PatchStrategiesByIdResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type PatchStrategiesByIdResponse = PatchStrategiesByIdResponses[keyof PatchStrategiesByIdResponses];

export type PostStrategiesByIdExecuteData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/strategies/{id}/execute';
};

export type PostStrategiesByIdExecuteErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostStrategiesByIdExecuteError = PostStrategiesByIdExecuteErrors[keyof PostStrategiesByIdExecuteErrors];

export type PostStrategiesByIdExecuteResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type PostStrategiesByIdExecuteResponse = PostStrategiesByIdExecuteResponses[keyof PostStrategiesByIdExecuteResponses];

export type GetStrategiesByIdPerformanceData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        from?: string;
        to?: string;
        basis?: '24/7' | 'sessions';
        /**
         * Names with commas between; all without
         */
        metrics?: string;
    };
    url: '/api/v1/strategies/{id}/performance';
};

export type GetStrategiesByIdPerformanceErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetStrategiesByIdPerformanceError = GetStrategiesByIdPerformanceErrors[keyof GetStrategiesByIdPerformanceErrors];

export type GetStrategiesByIdPerformanceResponses = {
    /**
     * Done
     */
    200: Performance;
};

export type GetStrategiesByIdPerformanceResponse = GetStrategiesByIdPerformanceResponses[keyof GetStrategiesByIdPerformanceResponses];

export type GetStrategiesByIdHistoryData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        from?: string;
        to?: string;
        granularity?: 'raw' | '1m' | '1h' | '1d';
        points?: number;
    };
    url: '/api/v1/strategies/{id}/history';
};

export type GetStrategiesByIdHistoryErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetStrategiesByIdHistoryError = GetStrategiesByIdHistoryErrors[keyof GetStrategiesByIdHistoryErrors];

export type GetStrategiesByIdHistoryResponses = {
    /**
     * Done
     */
    200: History;
};

export type GetStrategiesByIdHistoryResponse = GetStrategiesByIdHistoryResponses[keyof GetStrategiesByIdHistoryResponses];

export type GetTradesData = {
    body?: never;
    path?: never;
    query: {
        actor: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/trades';
};

export type GetTradesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetTradesError = GetTradesErrors[keyof GetTradesErrors];

export type GetTradesResponses = {
    /**
     * Done
     */
    200: {
        trades: Array<Trade>;
        nextCursor: string | null;
    };
};

export type GetTradesResponse = GetTradesResponses[keyof GetTradesResponses];

export type GetTradesByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/trades/{id}';
};

export type GetTradesByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetTradesByIdError = GetTradesByIdErrors[keyof GetTradesByIdErrors];

export type GetTradesByIdResponses = {
    /**
     * Done
     */
    200: TradeWithMarket;
};

export type GetTradesByIdResponse = GetTradesByIdResponses[keyof GetTradesByIdResponses];

export type GetBacktestBarsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/backtest-bars';
};

export type GetBacktestBarsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestBarsError = GetBacktestBarsErrors[keyof GetBacktestBarsErrors];

export type GetBacktestBarsResponses = {
    /**
     * Done
     */
    200: {
        bars: Array<BarsOffer>;
    };
};

export type GetBacktestBarsResponse = GetBacktestBarsResponses[keyof GetBacktestBarsResponses];

export type GetBacktestsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/backtests';
};

export type GetBacktestsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestsError = GetBacktestsErrors[keyof GetBacktestsErrors];

export type GetBacktestsResponses = {
    /**
     * Done
     */
    200: {
        backtests: Array<Backtest>;
        nextCursor: string | null;
    };
};

export type GetBacktestsResponse = GetBacktestsResponses[keyof GetBacktestsResponses];

export type PostBacktestsData = {
    body: {
        name?: string;
        strategy: string;
        params?: {
            [key: string]: unknown;
        };
        /**
         * Bars that the troupe keeps, or those of the file that comes with it; open ends mean all there are
         */
        bars: {
            kind: 'stored';
            instrument: string;
            timeframe: '1s' | '1m' | '5m' | '15m' | '1h' | '4h' | '1d';
            from?: string;
            to?: string;
        } | {
            kind: 'demo';
            from?: string;
            to?: string;
        };
        cash?: string;
        sizing?: {
            [key: string]: unknown;
        };
        direction?: 'long-only' | 'long-short';
        /**
         * Fraction of each fill’s value
         */
        commission?: number;
        slippageBps?: number;
        volumeShare?: number | null;
        latencyMs?: number;
        lot?: string;
        tick?: string;
        basis?: '24/7' | 'sessions';
        stopLoss?: number;
        takeProfit?: number;
        trailingStop?: number;
        /**
         * Whether missing bars are told of beside the result, or the run fails
         */
        missing?: 'report' | 'refuse';
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/backtests';
};

export type PostBacktestsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostBacktestsError = PostBacktestsErrors[keyof PostBacktestsErrors];

export type PostBacktestsResponses = {
    /**
     * Done
     */
    201: Backtest;
};

export type PostBacktestsResponse = PostBacktestsResponses[keyof PostBacktestsResponses];

export type DeleteBacktestsByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/backtests/{id}';
};

export type DeleteBacktestsByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type DeleteBacktestsByIdError = DeleteBacktestsByIdErrors[keyof DeleteBacktestsByIdErrors];

export type DeleteBacktestsByIdResponses = {
    /**
     * Done
     */
    200: Backtest;
};

export type DeleteBacktestsByIdResponse = DeleteBacktestsByIdResponses[keyof DeleteBacktestsByIdResponses];

export type GetBacktestsByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/backtests/{id}';
};

export type GetBacktestsByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestsByIdError = GetBacktestsByIdErrors[keyof GetBacktestsByIdErrors];

export type GetBacktestsByIdResponses = {
    /**
     * Done
     */
    200: Backtest;
};

export type GetBacktestsByIdResponse = GetBacktestsByIdResponses[keyof GetBacktestsByIdResponses];

export type PostBacktestsByIdCancelData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/backtests/{id}/cancel';
};

export type PostBacktestsByIdCancelErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostBacktestsByIdCancelError = PostBacktestsByIdCancelErrors[keyof PostBacktestsByIdCancelErrors];

export type PostBacktestsByIdCancelResponses = {
    /**
     * Done
     */
    200: Backtest;
};

export type PostBacktestsByIdCancelResponse = PostBacktestsByIdCancelResponses[keyof PostBacktestsByIdCancelResponses];

export type GetBacktestsByIdResultData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/backtests/{id}/result';
};

export type GetBacktestsByIdResultErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestsByIdResultError = GetBacktestsByIdResultErrors[keyof GetBacktestsByIdResultErrors];

export type GetBacktestsByIdResultResponses = {
    /**
     * Done
     */
    200: BacktestResult;
};

export type GetBacktestsByIdResultResponse = GetBacktestsByIdResultResponses[keyof GetBacktestsByIdResultResponses];

export type GetBacktestsByIdTradesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        format?: 'json' | 'csv';
    };
    url: '/api/v1/backtests/{id}/trades';
};

export type GetBacktestsByIdTradesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestsByIdTradesError = GetBacktestsByIdTradesErrors[keyof GetBacktestsByIdTradesErrors];

export type GetBacktestsByIdTradesResponses = {
    /**
     * Done
     */
    200: {
        trades: Array<BacktestTrade>;
        nextCursor: string | null;
    };
};

export type GetBacktestsByIdTradesResponse = GetBacktestsByIdTradesResponses[keyof GetBacktestsByIdTradesResponses];

export type GetBacktestsByIdFillsData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
        format?: 'json' | 'csv';
    };
    url: '/api/v1/backtests/{id}/fills';
};

export type GetBacktestsByIdFillsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestsByIdFillsError = GetBacktestsByIdFillsErrors[keyof GetBacktestsByIdFillsErrors];

export type GetBacktestsByIdFillsResponses = {
    /**
     * Done
     */
    200: {
        fills: Array<BacktestFill>;
        nextCursor: string | null;
    };
};

export type GetBacktestsByIdFillsResponse = GetBacktestsByIdFillsResponses[keyof GetBacktestsByIdFillsResponses];

export type GetBacktestsByIdDownloadData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/backtests/{id}/download';
};

export type GetBacktestsByIdDownloadErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetBacktestsByIdDownloadError = GetBacktestsByIdDownloadErrors[keyof GetBacktestsByIdDownloadErrors];

export type GetBacktestsByIdDownloadResponses = {
    /**
     * Done
     */
    200: BacktestDownload;
};

export type GetBacktestsByIdDownloadResponse = GetBacktestsByIdDownloadResponses[keyof GetBacktestsByIdDownloadResponses];

export type GetFillsData = {
    body?: never;
    path?: never;
    query?: {
        actor?: string;
        account?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/fills';
};

export type GetFillsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetFillsError = GetFillsErrors[keyof GetFillsErrors];

export type GetFillsResponses = {
    /**
     * Done
     */
    200: {
        fills: Array<Fill>;
        nextCursor: string | null;
    };
};

export type GetFillsResponse = GetFillsResponses[keyof GetFillsResponses];

export type GetOrdersData = {
    body?: never;
    path?: never;
    query?: {
        actor?: string;
        account?: string;
        limit?: number;
        cursor?: string;
        open?: 'true' | 'false';
    };
    url: '/api/v1/orders';
};

export type GetOrdersErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetOrdersError = GetOrdersErrors[keyof GetOrdersErrors];

export type GetOrdersResponses = {
    /**
     * Done
     */
    200: {
        orders: Array<Order>;
        nextCursor: string | null;
    };
};

export type GetOrdersResponse = GetOrdersResponses[keyof GetOrdersResponses];

export type GetLedgerCheckData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/ledger/check';
};

export type GetLedgerCheckErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetLedgerCheckError = GetLedgerCheckErrors[keyof GetLedgerCheckErrors];

export type GetLedgerCheckResponses = {
    /**
     * Done
     */
    200: LedgerCheck;
};

export type GetLedgerCheckResponse = GetLedgerCheckResponses[keyof GetLedgerCheckResponses];

export type GetReportsFillsData = {
    body?: never;
    path?: never;
    query?: {
        actor?: string;
        account?: string;
        from?: string;
        to?: string;
        /**
         * Without it the Accept header decides; JSON if that does not say
         */
        format?: 'json' | 'csv';
    };
    url: '/api/v1/reports/fills';
};

export type GetReportsFillsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetReportsFillsError = GetReportsFillsErrors[keyof GetReportsFillsErrors];

export type GetReportsFillsResponses = {
    /**
     * Done
     */
    200: {
        fills: Array<Fill>;
    };
};

export type GetReportsFillsResponse = GetReportsFillsResponses[keyof GetReportsFillsResponses];

export type GetReportsOrdersData = {
    body?: never;
    path?: never;
    query?: {
        actor?: string;
        account?: string;
        from?: string;
        to?: string;
        /**
         * Without it the Accept header decides; JSON if that does not say
         */
        format?: 'json' | 'csv';
    };
    url: '/api/v1/reports/orders';
};

export type GetReportsOrdersErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetReportsOrdersError = GetReportsOrdersErrors[keyof GetReportsOrdersErrors];

export type GetReportsOrdersResponses = {
    /**
     * Done
     */
    200: {
        orders: Array<Order>;
    };
};

export type GetReportsOrdersResponse = GetReportsOrdersResponses[keyof GetReportsOrdersResponses];

export type GetReportsTradesData = {
    body?: never;
    path?: never;
    query?: {
        actor?: string;
        account?: string;
        from?: string;
        to?: string;
        /**
         * Without it the Accept header decides; JSON if that does not say
         */
        format?: 'json' | 'csv';
    };
    url: '/api/v1/reports/trades';
};

export type GetReportsTradesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetReportsTradesError = GetReportsTradesErrors[keyof GetReportsTradesErrors];

export type GetReportsTradesResponses = {
    /**
     * Done
     */
    200: {
        trades: Array<{
            actor: string;
            account: string;
            instrument: string;
            side: 'LONG' | 'SHORT';
            /**
             * ISO 8601 UTC
             */
            entryTime: string;
            /**
             * ISO 8601 UTC
             */
            exitTime: string;
            /**
             * Decimal as exact text
             */
            quantity: string;
            /**
             * Decimal as exact text
             */
            entryPrice: string;
            /**
             * Decimal as exact text
             */
            exitPrice: string;
            /**
             * Decimal as exact text
             */
            pnl: string;
            /**
             * Decimal as exact text
             */
            commission: string;
        }>;
    };
};

export type GetReportsTradesResponse = GetReportsTradesResponses[keyof GetReportsTradesResponses];

export type GetReportsStatementData = {
    body?: never;
    path?: never;
    query?: {
        actor?: string;
        account?: string;
        from?: string;
        to?: string;
        /**
         * Without it the Accept header decides; JSON if that does not say
         */
        format?: 'json' | 'csv';
    };
    url: '/api/v1/reports/statement';
};

export type GetReportsStatementErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetReportsStatementError = GetReportsStatementErrors[keyof GetReportsStatementErrors];

export type GetReportsStatementResponses = {
    /**
     * Done
     */
    200: {
        statement: Array<StatementLine>;
    };
};

export type GetReportsStatementResponse = GetReportsStatementResponses[keyof GetReportsStatementResponses];

export type PostManualData = {
    body: {
        account: string;
        lane: string;
        allocation: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/manual';
};

export type PostManualErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostManualError = PostManualErrors[keyof PostManualErrors];

export type PostManualResponses = {
    /**
     * Done
     */
    201: {
        desk: string;
    };
};

export type PostManualResponse = PostManualResponses[keyof PostManualResponses];

export type PostManualByIdOrderData = {
    body: {
        [key: string]: unknown;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/manual/{id}/order';
};

export type PostManualByIdOrderErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostManualByIdOrderError = PostManualByIdOrderErrors[keyof PostManualByIdOrderErrors];

export type PostManualByIdOrderResponses = {
    /**
     * Done
     */
    202: Answered;
};

export type PostManualByIdOrderResponse = PostManualByIdOrderResponses[keyof PostManualByIdOrderResponses];

export type PostManualByIdCancelData = {
    body: {
        clientOrderId: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/manual/{id}/cancel';
};

export type PostManualByIdCancelErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostManualByIdCancelError = PostManualByIdCancelErrors[keyof PostManualByIdCancelErrors];

export type PostManualByIdCancelResponses = {
    /**
     * Done
     */
    202: Answered;
};

export type PostManualByIdCancelResponse = PostManualByIdCancelResponses[keyof PostManualByIdCancelResponses];

export type PostManualByIdCloseData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/manual/{id}/close';
};

export type PostManualByIdCloseErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostManualByIdCloseError = PostManualByIdCloseErrors[keyof PostManualByIdCloseErrors];

export type PostManualByIdCloseResponses = {
    /**
     * Done
     */
    202: Answered;
};

export type PostManualByIdCloseResponse = PostManualByIdCloseResponses[keyof PostManualByIdCloseResponses];

export type GetProvidersData = {
    body?: never;
    path?: never;
    query?: {
        owner?: string;
    };
    url: '/api/v1/providers';
};

export type GetProvidersErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetProvidersError = GetProvidersErrors[keyof GetProvidersErrors];

export type GetProvidersResponses = {
    /**
     * Done
     */
    200: {
        ranked: Array<{
            place: number;
            score: number;
            provider: string;
            owner: string;
            lifecycle: string;
            tradingState: string | null;
            profile: {
                [key: string]: unknown;
            };
            reputation: {
                [key: string]: unknown;
            };
            [key: string]: unknown;
        }>;
        tooYoung: Array<Provider>;
    };
};

export type GetProvidersResponse = GetProvidersResponses[keyof GetProvidersResponses];

export type PostProvidersData = {
    body: {
        source: string;
        name: string;
        description?: string;
        visibility?: 'public' | 'private';
        invited?: Array<string>;
        terms?: {
            performance?: string | number;
            management?: string | number;
            perVolume?: string | number;
        };
        maxFollowers?: number | null;
        maxCapital?: string | null;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/providers';
};

export type PostProvidersErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostProvidersError = PostProvidersErrors[keyof PostProvidersErrors];

export type PostProvidersResponses = {
    /**
     * Done
     */
    201: {
        provider: string;
    };
};

export type PostProvidersResponse = PostProvidersResponses[keyof PostProvidersResponses];

export type GetProvidersByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}';
};

export type GetProvidersByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetProvidersByIdError = GetProvidersByIdErrors[keyof GetProvidersByIdErrors];

export type GetProvidersByIdResponses = {
    /**
     * Done
     */
    200: ProviderProfile;
};

export type GetProvidersByIdResponse = GetProvidersByIdResponses[keyof GetProvidersByIdResponses];

export type GetProvidersByIdEntriesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/providers/{id}/entries';
};

export type GetProvidersByIdEntriesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetProvidersByIdEntriesError = GetProvidersByIdEntriesErrors[keyof GetProvidersByIdEntriesErrors];

export type GetProvidersByIdEntriesResponses = {
    /**
     * Done
     */
    200: {
        entries: Array<ProviderEntry>;
        nextCursor: string | null;
    };
};

export type GetProvidersByIdEntriesResponse = GetProvidersByIdEntriesResponses[keyof GetProvidersByIdEntriesResponses];

export type GetProvidersByIdEntriesBySeqData = {
    body?: never;
    path: {
        id: string;
        seq: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}/entries/{seq}';
};

export type GetProvidersByIdEntriesBySeqErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetProvidersByIdEntriesBySeqError = GetProvidersByIdEntriesBySeqErrors[keyof GetProvidersByIdEntriesBySeqErrors];

export type GetProvidersByIdEntriesBySeqResponses = {
    /**
     * Done
     */
    200: {
        provider: string;
        seq: number;
        delivery: {
            [key: string]: unknown;
        };
    };
};

export type GetProvidersByIdEntriesBySeqResponse = GetProvidersByIdEntriesBySeqResponses[keyof GetProvidersByIdEntriesBySeqResponses];

export type PostProvidersByIdBanData = {
    body: {
        follower?: string;
        alias?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}/ban';
};

export type PostProvidersByIdBanErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostProvidersByIdBanError = PostProvidersByIdBanErrors[keyof PostProvidersByIdBanErrors];

export type PostProvidersByIdBanResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostProvidersByIdBanResponse = PostProvidersByIdBanResponses[keyof PostProvidersByIdBanResponses];

export type PostProvidersByIdPauseData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}/pause';
};

export type PostProvidersByIdPauseErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostProvidersByIdPauseError = PostProvidersByIdPauseErrors[keyof PostProvidersByIdPauseErrors];

export type PostProvidersByIdPauseResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostProvidersByIdPauseResponse = PostProvidersByIdPauseResponses[keyof PostProvidersByIdPauseResponses];

export type PostProvidersByIdResumeData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}/resume';
};

export type PostProvidersByIdResumeErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostProvidersByIdResumeError = PostProvidersByIdResumeErrors[keyof PostProvidersByIdResumeErrors];

export type PostProvidersByIdResumeResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostProvidersByIdResumeResponse = PostProvidersByIdResumeResponses[keyof PostProvidersByIdResumeResponses];

export type PostProvidersByIdWithdrawData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}/withdraw';
};

export type PostProvidersByIdWithdrawErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostProvidersByIdWithdrawError = PostProvidersByIdWithdrawErrors[keyof PostProvidersByIdWithdrawErrors];

export type PostProvidersByIdWithdrawResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostProvidersByIdWithdrawResponse = PostProvidersByIdWithdrawResponses[keyof PostProvidersByIdWithdrawResponses];

export type PostProvidersByIdNoteData = {
    body: {
        text: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/providers/{id}/note';
};

export type PostProvidersByIdNoteErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostProvidersByIdNoteError = PostProvidersByIdNoteErrors[keyof PostProvidersByIdNoteErrors];

export type PostProvidersByIdNoteResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostProvidersByIdNoteResponse = PostProvidersByIdNoteResponses[keyof PostProvidersByIdNoteResponses];

export type GetFollowsData = {
    body?: never;
    path?: never;
    query?: {
        owner?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/follows';
};

export type GetFollowsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetFollowsError = GetFollowsErrors[keyof GetFollowsErrors];

export type GetFollowsResponses = {
    /**
     * Done
     */
    200: {
        follows: Array<Follow>;
        nextCursor: string | null;
    };
};

export type GetFollowsResponse = GetFollowsResponses[keyof GetFollowsResponses];

export type PostFollowsData = {
    body: {
        provider: string;
        account: string;
        allocation: string;
        settings: {
            [key: string]: unknown;
        };
        alias?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/follows';
};

export type PostFollowsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsError = PostFollowsErrors[keyof PostFollowsErrors];

export type PostFollowsResponses = {
    /**
     * Done
     */
    201: {
        follower: string;
    };
};

export type PostFollowsResponse = PostFollowsResponses[keyof PostFollowsResponses];

export type PostFollowsPreviewData = {
    body: {
        provider: string;
        account: string;
        allocation: string;
        settings: {
            [key: string]: unknown;
        };
        alias?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/follows/preview';
};

export type PostFollowsPreviewErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsPreviewError = PostFollowsPreviewErrors[keyof PostFollowsPreviewErrors];

export type PostFollowsPreviewResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsPreviewResponse = PostFollowsPreviewResponses[keyof PostFollowsPreviewResponses];

export type GetFollowsByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}';
};

export type GetFollowsByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetFollowsByIdError = GetFollowsByIdErrors[keyof GetFollowsByIdErrors];

export type GetFollowsByIdResponses = {
    /**
     * Done
     */
    200: Actor;
};

export type GetFollowsByIdResponse = GetFollowsByIdResponses[keyof GetFollowsByIdResponses];

export type GetFollowsByIdCopiesData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/follows/{id}/copies';
};

export type GetFollowsByIdCopiesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetFollowsByIdCopiesError = GetFollowsByIdCopiesErrors[keyof GetFollowsByIdCopiesErrors];

export type GetFollowsByIdCopiesResponses = {
    /**
     * Done
     */
    200: {
        copies: Array<Copy>;
        nextCursor: string | null;
    };
};

export type GetFollowsByIdCopiesResponse = GetFollowsByIdCopiesResponses[keyof GetFollowsByIdCopiesResponses];

export type GetFollowsByIdStatementData = {
    body?: never;
    path: {
        id: string;
    };
    query?: {
        format?: 'json' | 'csv' | 'text/csv';
    };
    url: '/api/v1/follows/{id}/statement';
};

export type GetFollowsByIdStatementErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetFollowsByIdStatementError = GetFollowsByIdStatementErrors[keyof GetFollowsByIdStatementErrors];

export type GetFollowsByIdStatementResponses = {
    /**
     * Done
     */
    200: Statement;
};

export type GetFollowsByIdStatementResponse = GetFollowsByIdStatementResponses[keyof GetFollowsByIdStatementResponses];

export type PostFollowsByIdPauseData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}/pause';
};

export type PostFollowsByIdPauseErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsByIdPauseError = PostFollowsByIdPauseErrors[keyof PostFollowsByIdPauseErrors];

export type PostFollowsByIdPauseResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsByIdPauseResponse = PostFollowsByIdPauseResponses[keyof PostFollowsByIdPauseResponses];

export type PostFollowsByIdResumeData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}/resume';
};

export type PostFollowsByIdResumeErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsByIdResumeError = PostFollowsByIdResumeErrors[keyof PostFollowsByIdResumeErrors];

export type PostFollowsByIdResumeResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsByIdResumeResponse = PostFollowsByIdResumeResponses[keyof PostFollowsByIdResumeResponses];

export type PostFollowsByIdCloseOnlyData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}/close-only';
};

export type PostFollowsByIdCloseOnlyErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsByIdCloseOnlyError = PostFollowsByIdCloseOnlyErrors[keyof PostFollowsByIdCloseOnlyErrors];

export type PostFollowsByIdCloseOnlyResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsByIdCloseOnlyResponse = PostFollowsByIdCloseOnlyResponses[keyof PostFollowsByIdCloseOnlyResponses];

export type PostFollowsByIdCloseData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}/close';
};

export type PostFollowsByIdCloseErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsByIdCloseError = PostFollowsByIdCloseErrors[keyof PostFollowsByIdCloseErrors];

export type PostFollowsByIdCloseResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsByIdCloseResponse = PostFollowsByIdCloseResponses[keyof PostFollowsByIdCloseResponses];

export type PostFollowsByIdSettingsData = {
    body: {
        settings: {
            [key: string]: unknown;
        };
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}/settings';
};

export type PostFollowsByIdSettingsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsByIdSettingsError = PostFollowsByIdSettingsErrors[keyof PostFollowsByIdSettingsErrors];

export type PostFollowsByIdSettingsResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsByIdSettingsResponse = PostFollowsByIdSettingsResponses[keyof PostFollowsByIdSettingsResponses];

export type PostFollowsByIdUnfollowData = {
    body: {
        keep: boolean;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/follows/{id}/unfollow';
};

export type PostFollowsByIdUnfollowErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostFollowsByIdUnfollowError = PostFollowsByIdUnfollowErrors[keyof PostFollowsByIdUnfollowErrors];

export type PostFollowsByIdUnfollowResponses = {
    /**
     * Done
     */
    200: Answered;
};

export type PostFollowsByIdUnfollowResponse = PostFollowsByIdUnfollowResponses[keyof PostFollowsByIdUnfollowResponses];

export type GetRiskData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/risk';
};

export type GetRiskErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetRiskError = GetRiskErrors[keyof GetRiskErrors];

export type GetRiskResponses = {
    /**
     * Done
     */
    200: Risk;
};

export type GetRiskResponse = GetRiskResponses[keyof GetRiskResponses];

export type GetRiskLimitsData = {
    body?: never;
    path?: never;
    query?: {
        scope?: string;
        name?: string;
    };
    url: '/api/v1/risk/limits';
};

export type GetRiskLimitsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetRiskLimitsError = GetRiskLimitsErrors[keyof GetRiskLimitsErrors];

export type GetRiskLimitsResponses = {
    /**
     * Done
     */
    200: {
        limits: Array<{
            scope: string;
            limit: string;
            value: string | null;
            version: number;
            [key: string]: unknown;
        }>;
        approveLoosening: boolean;
        catalog: {
            [key: string]: {
                unit: string;
                [key: string]: unknown;
            };
        };
    };
};

export type GetRiskLimitsResponse = GetRiskLimitsResponses[keyof GetRiskLimitsResponses];

export type PutRiskLimitsData = {
    body: {
        scope: string;
        reason: string;
        limit: string;
        value: string | number | null;
        fromVersion: number;
    };
    path?: never;
    query?: never;
    url: '/api/v1/risk/limits';
};

export type PutRiskLimitsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PutRiskLimitsError = PutRiskLimitsErrors[keyof PutRiskLimitsErrors];

export type PutRiskLimitsResponses = {
    /**
     * Done
     */
    202: RiskAnswer;
};

export type PutRiskLimitsResponse = PutRiskLimitsResponses[keyof PutRiskLimitsResponses];

export type GetRiskLimitsHistoryData = {
    body?: never;
    path?: never;
    query?: {
        scope?: string;
        name?: string;
        current?: 'true' | 'false';
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/risk/limits/history';
};

export type GetRiskLimitsHistoryErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetRiskLimitsHistoryError = GetRiskLimitsHistoryErrors[keyof GetRiskLimitsHistoryErrors];

export type GetRiskLimitsHistoryResponses = {
    /**
     * Done
     */
    200: {
        versions: Array<LimitVersion>;
        nextCursor: string | null;
    };
};

export type GetRiskLimitsHistoryResponse = GetRiskLimitsHistoryResponses[keyof GetRiskLimitsHistoryResponses];

export type GetRiskControlsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/risk/controls';
};

export type GetRiskControlsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetRiskControlsError = GetRiskControlsErrors[keyof GetRiskControlsErrors];

export type GetRiskControlsResponses = {
    /**
     * Done
     */
    200: {
        controls: Array<RiskControl>;
        nextCursor: string | null;
    };
};

export type GetRiskControlsResponse = GetRiskControlsResponses[keyof GetRiskControlsResponses];

export type GetRiskControlsBySeqData = {
    body?: never;
    path: {
        seq: string;
    };
    query?: never;
    url: '/api/v1/risk/controls/{seq}';
};

export type GetRiskControlsBySeqErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetRiskControlsBySeqError = GetRiskControlsBySeqErrors[keyof GetRiskControlsBySeqErrors];

export type GetRiskControlsBySeqResponses = {
    /**
     * Done
     */
    200: RiskControl;
};

export type GetRiskControlsBySeqResponse = GetRiskControlsBySeqResponses[keyof GetRiskControlsBySeqResponses];

export type GetRiskBreachesData = {
    body?: never;
    path?: never;
    query?: {
        account?: string;
        actor?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/risk/breaches';
};

export type GetRiskBreachesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetRiskBreachesError = GetRiskBreachesErrors[keyof GetRiskBreachesErrors];

export type GetRiskBreachesResponses = {
    /**
     * Done
     */
    200: {
        breaches: Array<Breach>;
        nextCursor: string | null;
    };
};

export type GetRiskBreachesResponse = GetRiskBreachesResponses[keyof GetRiskBreachesResponses];

export type PostRiskCommandsData = {
    body: {
        command: 'reduce' | 'halt' | 'flatten' | 'reset';
        scope: string;
        reason: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/risk/commands';
};

export type PostRiskCommandsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostRiskCommandsError = PostRiskCommandsErrors[keyof PostRiskCommandsErrors];

export type PostRiskCommandsResponses = {
    /**
     * Done
     */
    202: RiskAnswer;
};

export type PostRiskCommandsResponse = PostRiskCommandsResponses[keyof PostRiskCommandsResponses];

export type PostRiskProposalsByIdApproveData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/risk/proposals/{id}/approve';
};

export type PostRiskProposalsByIdApproveErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostRiskProposalsByIdApproveError = PostRiskProposalsByIdApproveErrors[keyof PostRiskProposalsByIdApproveErrors];

export type PostRiskProposalsByIdApproveResponses = {
    /**
     * Done
     */
    200: RiskAnswer;
};

export type PostRiskProposalsByIdApproveResponse = PostRiskProposalsByIdApproveResponses[keyof PostRiskProposalsByIdApproveResponses];

export type PostRiskProposalsByIdWithdrawData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/risk/proposals/{id}/withdraw';
};

export type PostRiskProposalsByIdWithdrawErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostRiskProposalsByIdWithdrawError = PostRiskProposalsByIdWithdrawErrors[keyof PostRiskProposalsByIdWithdrawErrors];

export type PostRiskProposalsByIdWithdrawResponses = {
    /**
     * Done
     */
    200: RiskAnswer;
};

export type PostRiskProposalsByIdWithdrawResponse = PostRiskProposalsByIdWithdrawResponses[keyof PostRiskProposalsByIdWithdrawResponses];

export type PutRiskRulesData = {
    body: {
        rules: Array<unknown>;
    };
    path?: never;
    query?: never;
    url: '/api/v1/risk/rules';
};

export type PutRiskRulesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PutRiskRulesError = PutRiskRulesErrors[keyof PutRiskRulesErrors];

export type PutRiskRulesResponses = {
    /**
     * Done
     */
    202: RiskAnswer;
};

export type PutRiskRulesResponse = PutRiskRulesResponses[keyof PutRiskRulesResponses];

export type PutRiskCalendarData = {
    body: {
        events: Array<unknown>;
    };
    path?: never;
    query?: never;
    url: '/api/v1/risk/calendar';
};

export type PutRiskCalendarErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PutRiskCalendarError = PutRiskCalendarErrors[keyof PutRiskCalendarErrors];

export type PutRiskCalendarResponses = {
    /**
     * Done
     */
    202: RiskAnswer;
};

export type PutRiskCalendarResponse = PutRiskCalendarResponses[keyof PutRiskCalendarResponses];

export type GetAccountsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/accounts';
};

export type GetAccountsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetAccountsError = GetAccountsErrors[keyof GetAccountsErrors];

export type GetAccountsResponses = {
    /**
     * Done
     */
    200: {
        accounts: Array<Account>;
    };
};

export type GetAccountsResponse = GetAccountsResponses[keyof GetAccountsResponses];

export type PostAccountsData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/accounts';
};

export type PostAccountsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostAccountsError = PostAccountsErrors[keyof PostAccountsErrors];

export type PostAccountsResponses = {
    /**
     * Done
     */
    201: {
        account: string;
    };
};

export type PostAccountsResponse = PostAccountsResponses[keyof PostAccountsResponses];

export type GetActorsData = {
    body?: never;
    path?: never;
    query?: {
        kind?: string;
        node?: string;
        limit?: number;
        /**
         * Last address of the part before: `next`
         */
        after?: string;
    };
    url: '/api/v1/actors';
};

export type GetActorsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetActorsError = GetActorsErrors[keyof GetActorsErrors];

export type GetActorsResponses = {
    /**
     * Done
     */
    200: {
        actors: Array<Actor>;
        next?: string | null;
    };
};

export type GetActorsResponse = GetActorsResponses[keyof GetActorsResponses];

export type GetActorsByAddressData = {
    body?: never;
    path: {
        address: string;
    };
    query?: never;
    url: '/api/v1/actors/{address}';
};

export type GetActorsByAddressErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetActorsByAddressError = GetActorsByAddressErrors[keyof GetActorsByAddressErrors];

export type GetActorsByAddressResponses = {
    /**
     * Done
     */
    200: Actor;
};

export type GetActorsByAddressResponse = GetActorsByAddressResponses[keyof GetActorsByAddressResponses];

export type PostActorsByAddressCommandsData = {
    body: {
        command: 'pause' | 'resume' | 'halt' | 'flatten' | 'stop' | 'reset' | 'start' | 'stop-and-flatten';
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        address: string;
    };
    query?: never;
    url: '/api/v1/actors/{address}/commands';
};

export type PostActorsByAddressCommandsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostActorsByAddressCommandsError = PostActorsByAddressCommandsErrors[keyof PostActorsByAddressCommandsErrors];

export type PostActorsByAddressCommandsResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type PostActorsByAddressCommandsResponse = PostActorsByAddressCommandsResponses[keyof PostActorsByAddressCommandsResponses];

export type PostActorsByAddressRestartData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        address: string;
    };
    query?: never;
    url: '/api/v1/actors/{address}/restart';
};

export type PostActorsByAddressRestartErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostActorsByAddressRestartError = PostActorsByAddressRestartErrors[keyof PostActorsByAddressRestartErrors];

export type PostActorsByAddressRestartResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type PostActorsByAddressRestartResponse = PostActorsByAddressRestartResponses[keyof PostActorsByAddressRestartResponses];

export type GetCommandsByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/commands/{id}';
};

export type GetCommandsByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetCommandsByIdError = GetCommandsByIdErrors[keyof GetCommandsByIdErrors];

export type GetCommandsByIdResponses = {
    /**
     * Done
     */
    200: Command;
};

export type GetCommandsByIdResponse = GetCommandsByIdResponses[keyof GetCommandsByIdResponses];

export type GetNodesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/nodes';
};

export type GetNodesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetNodesError = GetNodesErrors[keyof GetNodesErrors];

export type GetNodesResponses = {
    /**
     * Done
     */
    200: {
        nodes: Array<Node>;
        shards: number;
        unowned: number;
    };
};

export type GetNodesResponse = GetNodesResponses[keyof GetNodesResponses];

export type GetShardsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/shards';
};

export type GetShardsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetShardsError = GetShardsErrors[keyof GetShardsErrors];

export type GetShardsResponses = {
    /**
     * Done
     */
    200: {
        shards: Array<Shard>;
    };
};

export type GetShardsResponse = GetShardsResponses[keyof GetShardsResponses];

export type PostNodesByNodeDrainData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        node: string;
    };
    query?: never;
    url: '/api/v1/nodes/{node}/drain';
};

export type PostNodesByNodeDrainErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostNodesByNodeDrainError = PostNodesByNodeDrainErrors[keyof PostNodesByNodeDrainErrors];

export type PostNodesByNodeDrainResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type PostNodesByNodeDrainResponse = PostNodesByNodeDrainResponses[keyof PostNodesByNodeDrainResponses];

export type PostNodesByNodeUndrainData = {
    body: {
        reason?: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        node: string;
    };
    query?: never;
    url: '/api/v1/nodes/{node}/undrain';
};

export type PostNodesByNodeUndrainErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostNodesByNodeUndrainError = PostNodesByNodeUndrainErrors[keyof PostNodesByNodeUndrainErrors];

export type PostNodesByNodeUndrainResponses = {
    /**
     * Done
     */
    202: Accepted;
};

export type PostNodesByNodeUndrainResponse = PostNodesByNodeUndrainResponses[keyof PostNodesByNodeUndrainResponses];

export type GetMessagingStreamsData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/messaging/streams';
};

export type GetMessagingStreamsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetMessagingStreamsError = GetMessagingStreamsErrors[keyof GetMessagingStreamsErrors];

export type GetMessagingStreamsResponses = {
    /**
     * Done
     */
    200: {
        streams: Array<Stream>;
        nextCursor: string | null;
    };
};

export type GetMessagingStreamsResponse = GetMessagingStreamsResponses[keyof GetMessagingStreamsResponses];

export type GetMessagingStreamsByStreamData = {
    body?: never;
    path: {
        stream: string;
    };
    query?: never;
    url: '/api/v1/messaging/streams/{stream}';
};

export type GetMessagingStreamsByStreamErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetMessagingStreamsByStreamError = GetMessagingStreamsByStreamErrors[keyof GetMessagingStreamsByStreamErrors];

export type GetMessagingStreamsByStreamResponses = {
    /**
     * Done
     */
    200: Stream;
};

export type GetMessagingStreamsByStreamResponse = GetMessagingStreamsByStreamResponses[keyof GetMessagingStreamsByStreamResponses];

export type GetMessagingWaitingData = {
    body?: never;
    path?: never;
    query?: {
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/messaging/waiting';
};

export type GetMessagingWaitingErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetMessagingWaitingError = GetMessagingWaitingErrors[keyof GetMessagingWaitingErrors];

export type GetMessagingWaitingResponses = {
    /**
     * Done
     */
    200: {
        orders: Array<WaitingOrder>;
        nextCursor: string | null;
    };
};

export type GetMessagingWaitingResponse = GetMessagingWaitingResponses[keyof GetMessagingWaitingResponses];

export type GetMessagingDeadLettersData = {
    body?: never;
    path?: never;
    query?: {
        state?: 'open' | 'requeued' | 'discarded';
        actor?: string;
        limit?: number;
        cursor?: string;
    };
    url: '/api/v1/messaging/dead-letters';
};

export type GetMessagingDeadLettersErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetMessagingDeadLettersError = GetMessagingDeadLettersErrors[keyof GetMessagingDeadLettersErrors];

export type GetMessagingDeadLettersResponses = {
    /**
     * Done
     */
    200: {
        letters: Array<DeadLetter>;
        /**
         * When they were looked for, ISO 8601 UTC
         */
        checkedAt: string;
        nextCursor: string | null;
    };
};

export type GetMessagingDeadLettersResponse = GetMessagingDeadLettersResponses[keyof GetMessagingDeadLettersResponses];

export type PostMessagingDeadLettersByIdRequeueData = {
    body: {
        reason: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/messaging/dead-letters/{id}/requeue';
};

export type PostMessagingDeadLettersByIdRequeueErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostMessagingDeadLettersByIdRequeueError = PostMessagingDeadLettersByIdRequeueErrors[keyof PostMessagingDeadLettersByIdRequeueErrors];

export type PostMessagingDeadLettersByIdRequeueResponses = {
    /**
     * Done
     */
    200: DeadLetter;
};

export type PostMessagingDeadLettersByIdRequeueResponse = PostMessagingDeadLettersByIdRequeueResponses[keyof PostMessagingDeadLettersByIdRequeueResponses];

export type PostMessagingDeadLettersByIdDiscardData = {
    body: {
        reason: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/messaging/dead-letters/{id}/discard';
};

export type PostMessagingDeadLettersByIdDiscardErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostMessagingDeadLettersByIdDiscardError = PostMessagingDeadLettersByIdDiscardErrors[keyof PostMessagingDeadLettersByIdDiscardErrors];

export type PostMessagingDeadLettersByIdDiscardResponses = {
    /**
     * Done
     */
    200: DeadLetter;
};

export type PostMessagingDeadLettersByIdDiscardResponse = PostMessagingDeadLettersByIdDiscardResponses[keyof PostMessagingDeadLettersByIdDiscardResponses];

export type GetActorsByAddressTraceData = {
    body?: never;
    path: {
        address: string;
    };
    query?: never;
    url: '/api/v1/actors/{address}/trace';
};

export type GetActorsByAddressTraceErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetActorsByAddressTraceError = GetActorsByAddressTraceErrors[keyof GetActorsByAddressTraceErrors];

export type GetActorsByAddressTraceResponses = {
    /**
     * Done
     */
    200: {
        trace: ActorTrace;
    };
};

export type GetActorsByAddressTraceResponse = GetActorsByAddressTraceResponses[keyof GetActorsByAddressTraceResponses];

export type PostActorsByAddressDumpData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        address: string;
    };
    query?: never;
    url: '/api/v1/actors/{address}/dump';
};

export type PostActorsByAddressDumpErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostActorsByAddressDumpError = PostActorsByAddressDumpErrors[keyof PostActorsByAddressDumpErrors];

export type PostActorsByAddressDumpResponses = {
    /**
     * Done
     */
    200: ActorDump;
};

export type PostActorsByAddressDumpResponse = PostActorsByAddressDumpResponses[keyof PostActorsByAddressDumpResponses];

export type GetMeData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/me';
};

export type GetMeErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetMeError = GetMeErrors[keyof GetMeErrors];

export type GetMeResponses = {
    /**
     * Done
     */
    200: Me;
};

export type GetMeResponse = GetMeResponses[keyof GetMeResponses];

export type GetSessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/sessions';
};

export type GetSessionsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetSessionsError = GetSessionsErrors[keyof GetSessionsErrors];

export type GetSessionsResponses = {
    /**
     * Done
     */
    200: {
        sessions: Array<Session>;
    };
};

export type GetSessionsResponse = GetSessionsResponses[keyof GetSessionsResponses];

export type DeleteSessionsByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/sessions/{id}';
};

export type DeleteSessionsByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type DeleteSessionsByIdError = DeleteSessionsByIdErrors[keyof DeleteSessionsByIdErrors];

export type DeleteSessionsByIdResponses = {
    /**
     * Done
     */
    200: Done;
};

export type DeleteSessionsByIdResponse = DeleteSessionsByIdResponses[keyof DeleteSessionsByIdResponses];

export type GetKeysData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/keys';
};

export type GetKeysErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetKeysError = GetKeysErrors[keyof GetKeysErrors];

export type GetKeysResponses = {
    /**
     * Done
     */
    200: {
        keys: Array<Key>;
    };
};

export type GetKeysResponse = GetKeysResponses[keyof GetKeysResponses];

export type PostKeysData = {
    body: {
        name: string;
        scopes: Array<'read' | 'trade' | 'admin'>;
        ips?: Array<string>;
        expiresAt?: string;
    };
    path?: never;
    query?: never;
    url: '/api/v1/keys';
};

export type PostKeysErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostKeysError = PostKeysErrors[keyof PostKeysErrors];

export type PostKeysResponses = {
    /**
     * Done
     */
    201: CreatedKey;
};

export type PostKeysResponse = PostKeysResponses[keyof PostKeysResponses];

export type DeleteKeysByIdData = {
    body?: never;
    path: {
        id: string;
    };
    query?: never;
    url: '/api/v1/keys/{id}';
};

export type DeleteKeysByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type DeleteKeysByIdError = DeleteKeysByIdErrors[keyof DeleteKeysByIdErrors];

export type DeleteKeysByIdResponses = {
    /**
     * Done
     */
    200: Done;
};

export type DeleteKeysByIdResponse = DeleteKeysByIdResponses[keyof DeleteKeysByIdResponses];

export type GetUsersData = {
    body?: never;
    path?: never;
    query?: {
        q?: string;
        after?: string;
        limit?: number;
    };
    url: '/api/v1/users';
};

export type GetUsersErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetUsersError = GetUsersErrors[keyof GetUsersErrors];

export type GetUsersResponses = {
    /**
     * Done
     */
    200: {
        users: Array<User>;
        next: string | null;
    };
};

export type GetUsersResponse = GetUsersResponses[keyof GetUsersResponses];

export type PostUsersInvitationsData = {
    body: {
        email?: string;
        roles: Array<'user' | 'provider' | 'ops' | 'admin'>;
    };
    path?: never;
    query?: never;
    url: '/api/v1/users/invitations';
};

export type PostUsersInvitationsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostUsersInvitationsError = PostUsersInvitationsErrors[keyof PostUsersInvitationsErrors];

export type PostUsersInvitationsResponses = {
    /**
     * Done
     */
    201: HandedToken;
};

export type PostUsersInvitationsResponse = PostUsersInvitationsResponses[keyof PostUsersInvitationsResponses];

export type PutUsersByUserRolesData = {
    body: {
        roles: Array<'user' | 'provider' | 'ops' | 'admin'>;
    };
    path: {
        user: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/roles';
};

export type PutUsersByUserRolesErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PutUsersByUserRolesError = PutUsersByUserRolesErrors[keyof PutUsersByUserRolesErrors];

export type PutUsersByUserRolesResponses = {
    /**
     * Done
     */
    200: User;
};

export type PutUsersByUserRolesResponse = PutUsersByUserRolesResponses[keyof PutUsersByUserRolesResponses];

export type PostUsersByUserDisableData = {
    body: {
        reason: string;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        user: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/disable';
};

export type PostUsersByUserDisableErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostUsersByUserDisableError = PostUsersByUserDisableErrors[keyof PostUsersByUserDisableErrors];

export type PostUsersByUserDisableResponses = {
    /**
     * Done
     */
    200: User;
};

export type PostUsersByUserDisableResponse = PostUsersByUserDisableResponses[keyof PostUsersByUserDisableResponses];

export type PostUsersByUserEnableData = {
    body: {
        [key: string]: never;
    };
    headers?: {
        /**
         * Given again with the same request, it is answered the same
         */
        'Idempotency-Key'?: string;
    };
    path: {
        user: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/enable';
};

export type PostUsersByUserEnableErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostUsersByUserEnableError = PostUsersByUserEnableErrors[keyof PostUsersByUserEnableErrors];

export type PostUsersByUserEnableResponses = {
    /**
     * Done
     */
    200: User;
};

export type PostUsersByUserEnableResponse = PostUsersByUserEnableResponses[keyof PostUsersByUserEnableResponses];

export type PostUsersByUserResetData = {
    body: {
        [key: string]: never;
    };
    path: {
        user: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/reset';
};

export type PostUsersByUserResetErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type PostUsersByUserResetError = PostUsersByUserResetErrors[keyof PostUsersByUserResetErrors];

export type PostUsersByUserResetResponses = {
    /**
     * Done
     */
    201: HandedToken;
};

export type PostUsersByUserResetResponse = PostUsersByUserResetResponses[keyof PostUsersByUserResetResponses];

export type GetUsersByUserSessionsData = {
    body?: never;
    path: {
        user: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/sessions';
};

export type GetUsersByUserSessionsErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetUsersByUserSessionsError = GetUsersByUserSessionsErrors[keyof GetUsersByUserSessionsErrors];

export type GetUsersByUserSessionsResponses = {
    /**
     * Done
     */
    200: {
        sessions: Array<Session>;
    };
};

export type GetUsersByUserSessionsResponse = GetUsersByUserSessionsResponses[keyof GetUsersByUserSessionsResponses];

export type DeleteUsersByUserSessionsByIdData = {
    body?: never;
    path: {
        user: string;
        id: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/sessions/{id}';
};

export type DeleteUsersByUserSessionsByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type DeleteUsersByUserSessionsByIdError = DeleteUsersByUserSessionsByIdErrors[keyof DeleteUsersByUserSessionsByIdErrors];

export type DeleteUsersByUserSessionsByIdResponses = {
    /**
     * Done
     */
    200: Done;
};

export type DeleteUsersByUserSessionsByIdResponse = DeleteUsersByUserSessionsByIdResponses[keyof DeleteUsersByUserSessionsByIdResponses];

export type GetUsersByUserKeysData = {
    body?: never;
    path: {
        user: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/keys';
};

export type GetUsersByUserKeysErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetUsersByUserKeysError = GetUsersByUserKeysErrors[keyof GetUsersByUserKeysErrors];

export type GetUsersByUserKeysResponses = {
    /**
     * Done
     */
    200: {
        keys: Array<Key>;
    };
};

export type GetUsersByUserKeysResponse = GetUsersByUserKeysResponses[keyof GetUsersByUserKeysResponses];

export type DeleteUsersByUserKeysByIdData = {
    body?: never;
    path: {
        user: string;
        id: string;
    };
    query?: never;
    url: '/api/v1/users/{user}/keys/{id}';
};

export type DeleteUsersByUserKeysByIdErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type DeleteUsersByUserKeysByIdError = DeleteUsersByUserKeysByIdErrors[keyof DeleteUsersByUserKeysByIdErrors];

export type DeleteUsersByUserKeysByIdResponses = {
    /**
     * Done
     */
    200: Done;
};

export type DeleteUsersByUserKeysByIdResponse = DeleteUsersByUserKeysByIdResponses[keyof DeleteUsersByUserKeysByIdResponses];

export type GetAuditData = {
    body?: never;
    path?: never;
    query?: {
        by?: string;
        address?: string;
        command?: string;
        from?: string;
        to?: string;
        after?: string;
        limit?: number;
    };
    url: '/api/v1/audit';
};

export type GetAuditErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetAuditError = GetAuditErrors[keyof GetAuditErrors];

export type GetAuditResponses = {
    /**
     * Done
     */
    200: {
        entries: Array<AuditEntry>;
        next: string | null;
    };
};

export type GetAuditResponse = GetAuditResponses[keyof GetAuditResponses];

export type GetOpenapiJsonData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/v1/openapi.json';
};

export type GetOpenapiJsonErrors = {
    /**
     * The request could not be read
     */
    400: Problem;
    /**
     * Nobody is signed in
     */
    401: Problem;
    /**
     * Not allowed
     */
    403: Problem;
    /**
     * Not found, or not one’s own
     */
    404: Problem;
    /**
     * Not as things stand now
     */
    409: Problem;
    /**
     * The request could not be used; `field` says why
     */
    422: Problem;
    /**
     * Too many requests; see Retry-After
     */
    429: Problem;
    /**
     * Not available just now
     */
    503: Problem;
};

export type GetOpenapiJsonError = GetOpenapiJsonErrors[keyof GetOpenapiJsonErrors];

export type GetOpenapiJsonResponses = {
    /**
     * Done
     */
    200: {
        openapi: '3.1.0';
        [key: string]: unknown;
    };
};

export type GetOpenapiJsonResponse = GetOpenapiJsonResponses[keyof GetOpenapiJsonResponses];
