// Written by `npm run client`; do not edit.
// @ts-nocheck

import { client } from './client.gen.ts';
import type { Client, ClientMeta, Options as Options2, RequestResult, TDataShape } from './client/index.ts';
import type { DeleteBacktestsByIdData, DeleteBacktestsByIdErrors, DeleteBacktestsByIdResponses, DeleteKeysByIdData, DeleteKeysByIdErrors, DeleteKeysByIdResponses, DeleteSessionsByIdData, DeleteSessionsByIdErrors, DeleteSessionsByIdResponses, DeleteStrategiesByIdData, DeleteStrategiesByIdErrors, DeleteStrategiesByIdResponses, DeleteUsersByUserKeysByIdData, DeleteUsersByUserKeysByIdErrors, DeleteUsersByUserKeysByIdResponses, DeleteUsersByUserSessionsByIdData, DeleteUsersByUserSessionsByIdErrors, DeleteUsersByUserSessionsByIdResponses, GetAccountsData, GetAccountsErrors, GetAccountsResponses, GetActorsByAddressData, GetActorsByAddressErrors, GetActorsByAddressResponses, GetActorsByAddressTraceData, GetActorsByAddressTraceErrors, GetActorsByAddressTraceResponses, GetActorsData, GetActorsErrors, GetActorsResponses, GetAuditData, GetAuditErrors, GetAuditResponses, GetBacktestBarsData, GetBacktestBarsErrors, GetBacktestBarsResponses, GetBacktestsByIdData, GetBacktestsByIdDownloadData, GetBacktestsByIdDownloadErrors, GetBacktestsByIdDownloadResponses, GetBacktestsByIdErrors, GetBacktestsByIdFillsData, GetBacktestsByIdFillsErrors, GetBacktestsByIdFillsResponses, GetBacktestsByIdResponses, GetBacktestsByIdResultData, GetBacktestsByIdResultErrors, GetBacktestsByIdResultResponses, GetBacktestsByIdTradesData, GetBacktestsByIdTradesErrors, GetBacktestsByIdTradesResponses, GetBacktestsData, GetBacktestsErrors, GetBacktestsResponses, GetCommandsByIdData, GetCommandsByIdErrors, GetCommandsByIdResponses, GetDashboardOverviewData, GetDashboardOverviewErrors, GetDashboardOverviewResponses, GetFillsData, GetFillsErrors, GetFillsResponses, GetFollowsByIdCopiesData, GetFollowsByIdCopiesErrors, GetFollowsByIdCopiesResponses, GetFollowsByIdData, GetFollowsByIdErrors, GetFollowsByIdResponses, GetFollowsByIdStatementData, GetFollowsByIdStatementErrors, GetFollowsByIdStatementResponses, GetFollowsData, GetFollowsErrors, GetFollowsResponses, GetKeysData, GetKeysErrors, GetKeysResponses, GetLedgerCheckData, GetLedgerCheckErrors, GetLedgerCheckResponses, GetMeData, GetMeErrors, GetMeResponses, GetMessagingDeadLettersData, GetMessagingDeadLettersErrors, GetMessagingDeadLettersResponses, GetMessagingStreamsByStreamData, GetMessagingStreamsByStreamErrors, GetMessagingStreamsByStreamResponses, GetMessagingStreamsData, GetMessagingStreamsErrors, GetMessagingStreamsResponses, GetMessagingWaitingData, GetMessagingWaitingErrors, GetMessagingWaitingResponses, GetNodesData, GetNodesErrors, GetNodesResponses, GetOpenapiJsonData, GetOpenapiJsonErrors, GetOpenapiJsonResponses, GetOrdersData, GetOrdersErrors, GetOrdersResponses, GetProvidersByIdData, GetProvidersByIdEntriesBySeqData, GetProvidersByIdEntriesBySeqErrors, GetProvidersByIdEntriesBySeqResponses, GetProvidersByIdEntriesData, GetProvidersByIdEntriesErrors, GetProvidersByIdEntriesResponses, GetProvidersByIdErrors, GetProvidersByIdResponses, GetProvidersData, GetProvidersErrors, GetProvidersResponses, GetReportsFillsData, GetReportsFillsErrors, GetReportsFillsResponses, GetReportsOrdersData, GetReportsOrdersErrors, GetReportsOrdersResponses, GetReportsStatementData, GetReportsStatementErrors, GetReportsStatementResponses, GetReportsTradesData, GetReportsTradesErrors, GetReportsTradesResponses, GetRiskBreachesData, GetRiskBreachesErrors, GetRiskBreachesResponses, GetRiskControlsBySeqData, GetRiskControlsBySeqErrors, GetRiskControlsBySeqResponses, GetRiskControlsData, GetRiskControlsErrors, GetRiskControlsResponses, GetRiskData, GetRiskErrors, GetRiskLimitsData, GetRiskLimitsErrors, GetRiskLimitsHistoryData, GetRiskLimitsHistoryErrors, GetRiskLimitsHistoryResponses, GetRiskLimitsResponses, GetRiskResponses, GetSessionsData, GetSessionsErrors, GetSessionsResponses, GetShardsData, GetShardsErrors, GetShardsResponses, GetStrategiesByIdData, GetStrategiesByIdErrors, GetStrategiesByIdHistoryData, GetStrategiesByIdHistoryErrors, GetStrategiesByIdHistoryResponses, GetStrategiesByIdPerformanceData, GetStrategiesByIdPerformanceErrors, GetStrategiesByIdPerformanceResponses, GetStrategiesByIdResponses, GetStrategiesData, GetStrategiesErrors, GetStrategiesResponses, GetTradesByIdData, GetTradesByIdErrors, GetTradesByIdResponses, GetTradesData, GetTradesErrors, GetTradesResponses, GetUsersByUserKeysData, GetUsersByUserKeysErrors, GetUsersByUserKeysResponses, GetUsersByUserSessionsData, GetUsersByUserSessionsErrors, GetUsersByUserSessionsResponses, GetUsersData, GetUsersErrors, GetUsersResponses, PatchStrategiesByIdData, PatchStrategiesByIdErrors, PatchStrategiesByIdResponses, PostAccountsData, PostAccountsErrors, PostAccountsResponses, PostActorsByAddressCommandsData, PostActorsByAddressCommandsErrors, PostActorsByAddressCommandsResponses, PostActorsByAddressDumpData, PostActorsByAddressDumpErrors, PostActorsByAddressDumpResponses, PostActorsByAddressRestartData, PostActorsByAddressRestartErrors, PostActorsByAddressRestartResponses, PostBacktestsByIdCancelData, PostBacktestsByIdCancelErrors, PostBacktestsByIdCancelResponses, PostBacktestsData, PostBacktestsErrors, PostBacktestsResponses, PostFollowsByIdCloseData, PostFollowsByIdCloseErrors, PostFollowsByIdCloseOnlyData, PostFollowsByIdCloseOnlyErrors, PostFollowsByIdCloseOnlyResponses, PostFollowsByIdCloseResponses, PostFollowsByIdPauseData, PostFollowsByIdPauseErrors, PostFollowsByIdPauseResponses, PostFollowsByIdResumeData, PostFollowsByIdResumeErrors, PostFollowsByIdResumeResponses, PostFollowsByIdSettingsData, PostFollowsByIdSettingsErrors, PostFollowsByIdSettingsResponses, PostFollowsByIdUnfollowData, PostFollowsByIdUnfollowErrors, PostFollowsByIdUnfollowResponses, PostFollowsData, PostFollowsErrors, PostFollowsPreviewData, PostFollowsPreviewErrors, PostFollowsPreviewResponses, PostFollowsResponses, PostKeysData, PostKeysErrors, PostKeysResponses, PostManualByIdCancelData, PostManualByIdCancelErrors, PostManualByIdCancelResponses, PostManualByIdCloseData, PostManualByIdCloseErrors, PostManualByIdCloseResponses, PostManualByIdOrderData, PostManualByIdOrderErrors, PostManualByIdOrderResponses, PostManualData, PostManualErrors, PostManualResponses, PostMessagingDeadLettersByIdDiscardData, PostMessagingDeadLettersByIdDiscardErrors, PostMessagingDeadLettersByIdDiscardResponses, PostMessagingDeadLettersByIdRequeueData, PostMessagingDeadLettersByIdRequeueErrors, PostMessagingDeadLettersByIdRequeueResponses, PostNodesByNodeDrainData, PostNodesByNodeDrainErrors, PostNodesByNodeDrainResponses, PostNodesByNodeUndrainData, PostNodesByNodeUndrainErrors, PostNodesByNodeUndrainResponses, PostProvidersByIdBanData, PostProvidersByIdBanErrors, PostProvidersByIdBanResponses, PostProvidersByIdNoteData, PostProvidersByIdNoteErrors, PostProvidersByIdNoteResponses, PostProvidersByIdPauseData, PostProvidersByIdPauseErrors, PostProvidersByIdPauseResponses, PostProvidersByIdResumeData, PostProvidersByIdResumeErrors, PostProvidersByIdResumeResponses, PostProvidersByIdWithdrawData, PostProvidersByIdWithdrawErrors, PostProvidersByIdWithdrawResponses, PostProvidersData, PostProvidersErrors, PostProvidersResponses, PostRiskCommandsData, PostRiskCommandsErrors, PostRiskCommandsResponses, PostRiskProposalsByIdApproveData, PostRiskProposalsByIdApproveErrors, PostRiskProposalsByIdApproveResponses, PostRiskProposalsByIdWithdrawData, PostRiskProposalsByIdWithdrawErrors, PostRiskProposalsByIdWithdrawResponses, PostStrategiesByIdExecuteData, PostStrategiesByIdExecuteErrors, PostStrategiesByIdExecuteResponses, PostStrategiesData, PostStrategiesErrors, PostStrategiesResponses, PostUsersByUserDisableData, PostUsersByUserDisableErrors, PostUsersByUserDisableResponses, PostUsersByUserEnableData, PostUsersByUserEnableErrors, PostUsersByUserEnableResponses, PostUsersByUserResetData, PostUsersByUserResetErrors, PostUsersByUserResetResponses, PostUsersInvitationsData, PostUsersInvitationsErrors, PostUsersInvitationsResponses, PutRiskCalendarData, PutRiskCalendarErrors, PutRiskCalendarResponses, PutRiskLimitsData, PutRiskLimitsErrors, PutRiskLimitsResponses, PutRiskRulesData, PutRiskRulesErrors, PutRiskRulesResponses, PutUsersByUserRolesData, PutUsersByUserRolesErrors, PutUsersByUserRolesResponses } from './types.gen.ts';

export type Options<TData extends TDataShape = TDataShape, ThrowOnError extends boolean = boolean, TResponse = unknown> = Options2<TData, ThrowOnError, TResponse> & {
    /**
     * You can provide a client instance returned by `createClient()` instead of
     * individual options. This might be also useful if you want to implement a
     * custom client.
     */
    client?: Client;
    /**
     * You can pass arbitrary values through the `meta` object. This can be
     * used to access values that aren't defined as part of the SDK function.
     */
    meta?: keyof ClientMeta extends never ? Record<string, unknown> : ClientMeta;
};

/**
 * How everything stands that one may see
 *
 * Needs `trade:read`.
 */
export const getDashboardOverview = <ThrowOnError extends boolean = false>(options?: Options<GetDashboardOverviewData, ThrowOnError>): RequestResult<GetDashboardOverviewResponses, GetDashboardOverviewErrors, ThrowOnError> => (options?.client ?? client).get<GetDashboardOverviewResponses, GetDashboardOverviewErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/dashboard/overview',
    ...options
});

/**
 * Strategies that one may see
 *
 * Needs `trade:read`.
 */
export const getStrategies = <ThrowOnError extends boolean = false>(options?: Options<GetStrategiesData, ThrowOnError>): RequestResult<GetStrategiesResponses, GetStrategiesErrors, ThrowOnError> => (options?.client ?? client).get<GetStrategiesResponses, GetStrategiesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies',
    ...options
});

/**
 * Create a strategy and start it
 *
 * Needs `trade:command`.
 */
export const postStrategies = <ThrowOnError extends boolean = false>(options: Options<PostStrategiesData, ThrowOnError>): RequestResult<PostStrategiesResponses, PostStrategiesErrors, ThrowOnError> => (options.client ?? client).post<PostStrategiesResponses, PostStrategiesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Stop a strategy; its records stay
 *
 * Needs `trade:command`.
 */
export const deleteStrategiesById = <ThrowOnError extends boolean = false>(options: Options<DeleteStrategiesByIdData, ThrowOnError>): RequestResult<DeleteStrategiesByIdResponses, DeleteStrategiesByIdErrors, ThrowOnError> => (options.client ?? client).delete<DeleteStrategiesByIdResponses, DeleteStrategiesByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies/{id}',
    ...options
});

/**
 * A strategy
 *
 * Needs `trade:read`.
 */
export const getStrategiesById = <ThrowOnError extends boolean = false>(options: Options<GetStrategiesByIdData, ThrowOnError>): RequestResult<GetStrategiesByIdResponses, GetStrategiesByIdErrors, ThrowOnError> => (options.client ?? client).get<GetStrategiesByIdResponses, GetStrategiesByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies/{id}',
    ...options
});

/**
 * Pause a strategy, or let it go on
 *
 * Needs `trade:command`.
 */
export const patchStrategiesById = <ThrowOnError extends boolean = false>(options: Options<PatchStrategiesByIdData, ThrowOnError>): RequestResult<PatchStrategiesByIdResponses, PatchStrategiesByIdErrors, ThrowOnError> => (options.client ?? client).patch<PatchStrategiesByIdResponses, PatchStrategiesByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies/{id}',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Start a stopped strategy
 *
 * Needs `trade:command`.
 */
export const postStrategiesByIdExecute = <ThrowOnError extends boolean = false>(options: Options<PostStrategiesByIdExecuteData, ThrowOnError>): RequestResult<PostStrategiesByIdExecuteResponses, PostStrategiesByIdExecuteErrors, ThrowOnError> => (options.client ?? client).post<PostStrategiesByIdExecuteResponses, PostStrategiesByIdExecuteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies/{id}/execute',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * How good it was, by the metrics asked for
 *
 * Needs `trade:read`.
 */
export const getStrategiesByIdPerformance = <ThrowOnError extends boolean = false>(options: Options<GetStrategiesByIdPerformanceData, ThrowOnError>): RequestResult<GetStrategiesByIdPerformanceResponses, GetStrategiesByIdPerformanceErrors, ThrowOnError> => (options.client ?? client).get<GetStrategiesByIdPerformanceResponses, GetStrategiesByIdPerformanceErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies/{id}/performance',
    ...options
});

/**
 * What it was worth, in steps
 *
 * Needs `trade:read`.
 */
export const getStrategiesByIdHistory = <ThrowOnError extends boolean = false>(options: Options<GetStrategiesByIdHistoryData, ThrowOnError>): RequestResult<GetStrategiesByIdHistoryResponses, GetStrategiesByIdHistoryErrors, ThrowOnError> => (options.client ?? client).get<GetStrategiesByIdHistoryResponses, GetStrategiesByIdHistoryErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/strategies/{id}/history',
    ...options
});

/**
 * Round trips of what trades, oldest first
 *
 * Needs `trade:read`.
 */
export const getTrades = <ThrowOnError extends boolean = false>(options: Options<GetTradesData, ThrowOnError>): RequestResult<GetTradesResponses, GetTradesErrors, ThrowOnError> => (options.client ?? client).get<GetTradesResponses, GetTradesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/trades',
    ...options
});

/**
 * One round trip, its fills and the bars around it
 *
 * Needs `trade:read`.
 */
export const getTradesById = <ThrowOnError extends boolean = false>(options: Options<GetTradesByIdData, ThrowOnError>): RequestResult<GetTradesByIdResponses, GetTradesByIdErrors, ThrowOnError> => (options.client ?? client).get<GetTradesByIdResponses, GetTradesByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/trades/{id}',
    ...options
});

/**
 * Bars that a backtest may be run over
 *
 * Needs `trade:read`.
 */
export const getBacktestBars = <ThrowOnError extends boolean = false>(options?: Options<GetBacktestBarsData, ThrowOnError>): RequestResult<GetBacktestBarsResponses, GetBacktestBarsErrors, ThrowOnError> => (options?.client ?? client).get<GetBacktestBarsResponses, GetBacktestBarsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtest-bars',
    ...options
});

/**
 * Backtests, newest first
 *
 * Needs `trade:read`.
 */
export const getBacktests = <ThrowOnError extends boolean = false>(options?: Options<GetBacktestsData, ThrowOnError>): RequestResult<GetBacktestsResponses, GetBacktestsErrors, ThrowOnError> => (options?.client ?? client).get<GetBacktestsResponses, GetBacktestsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests',
    ...options
});

/**
 * Ask for a backtest
 *
 * Needs `trade:command`.
 */
export const postBacktests = <ThrowOnError extends boolean = false>(options: Options<PostBacktestsData, ThrowOnError>): RequestResult<PostBacktestsResponses, PostBacktestsErrors, ThrowOnError> => (options.client ?? client).post<PostBacktestsResponses, PostBacktestsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cancel it; its row stays
 *
 * Needs `trade:command`.
 */
export const deleteBacktestsById = <ThrowOnError extends boolean = false>(options: Options<DeleteBacktestsByIdData, ThrowOnError>): RequestResult<DeleteBacktestsByIdResponses, DeleteBacktestsByIdErrors, ThrowOnError> => (options.client ?? client).delete<DeleteBacktestsByIdResponses, DeleteBacktestsByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}',
    ...options
});

/**
 * A backtest and how far it is
 *
 * Needs `trade:read`.
 */
export const getBacktestsById = <ThrowOnError extends boolean = false>(options: Options<GetBacktestsByIdData, ThrowOnError>): RequestResult<GetBacktestsByIdResponses, GetBacktestsByIdErrors, ThrowOnError> => (options.client ?? client).get<GetBacktestsByIdResponses, GetBacktestsByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}',
    ...options
});

/**
 * Cancel a backtest
 *
 * Needs `trade:command`.
 */
export const postBacktestsByIdCancel = <ThrowOnError extends boolean = false>(options: Options<PostBacktestsByIdCancelData, ThrowOnError>): RequestResult<PostBacktestsByIdCancelResponses, PostBacktestsByIdCancelErrors, ThrowOnError> => (options.client ?? client).post<PostBacktestsByIdCancelResponses, PostBacktestsByIdCancelErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Its metrics, curve and missing bars
 *
 * Needs `trade:read`.
 */
export const getBacktestsByIdResult = <ThrowOnError extends boolean = false>(options: Options<GetBacktestsByIdResultData, ThrowOnError>): RequestResult<GetBacktestsByIdResultResponses, GetBacktestsByIdResultErrors, ThrowOnError> => (options.client ?? client).get<GetBacktestsByIdResultResponses, GetBacktestsByIdResultErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}/result',
    ...options
});

/**
 * Its round trips, oldest first; all as CSV
 *
 * Needs `trade:read`.
 */
export const getBacktestsByIdTrades = <ThrowOnError extends boolean = false>(options: Options<GetBacktestsByIdTradesData, ThrowOnError>): RequestResult<GetBacktestsByIdTradesResponses, GetBacktestsByIdTradesErrors, ThrowOnError> => (options.client ?? client).get<GetBacktestsByIdTradesResponses, GetBacktestsByIdTradesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}/trades',
    ...options
});

/**
 * Its fills, oldest first; all as CSV
 *
 * Needs `trade:read`.
 */
export const getBacktestsByIdFills = <ThrowOnError extends boolean = false>(options: Options<GetBacktestsByIdFillsData, ThrowOnError>): RequestResult<GetBacktestsByIdFillsResponses, GetBacktestsByIdFillsErrors, ThrowOnError> => (options.client ?? client).get<GetBacktestsByIdFillsResponses, GetBacktestsByIdFillsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}/fills',
    ...options
});

/**
 * All of it as one JSON file
 *
 * Needs `trade:read`.
 */
export const getBacktestsByIdDownload = <ThrowOnError extends boolean = false>(options: Options<GetBacktestsByIdDownloadData, ThrowOnError>): RequestResult<GetBacktestsByIdDownloadResponses, GetBacktestsByIdDownloadErrors, ThrowOnError> => (options.client ?? client).get<GetBacktestsByIdDownloadResponses, GetBacktestsByIdDownloadErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/backtests/{id}/download',
    ...options
});

/**
 * Fills, newest first
 *
 * Needs `trade:read`.
 */
export const getFills = <ThrowOnError extends boolean = false>(options?: Options<GetFillsData, ThrowOnError>): RequestResult<GetFillsResponses, GetFillsErrors, ThrowOnError> => (options?.client ?? client).get<GetFillsResponses, GetFillsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/fills',
    ...options
});

/**
 * Orders, newest first
 *
 * Needs `trade:read`.
 */
export const getOrders = <ThrowOnError extends boolean = false>(options?: Options<GetOrdersData, ThrowOnError>): RequestResult<GetOrdersResponses, GetOrdersErrors, ThrowOnError> => (options?.client ?? client).get<GetOrdersResponses, GetOrdersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/orders',
    ...options
});

/**
 * Work the books out anew and compare
 *
 * Needs `topology:read`.
 */
export const getLedgerCheck = <ThrowOnError extends boolean = false>(options?: Options<GetLedgerCheckData, ThrowOnError>): RequestResult<GetLedgerCheckResponses, GetLedgerCheckErrors, ThrowOnError> => (options?.client ?? client).get<GetLedgerCheckResponses, GetLedgerCheckErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/ledger/check',
    ...options
});

/**
 * All fills of a period, oldest first
 *
 * Needs `trade:read`.
 */
export const getReportsFills = <ThrowOnError extends boolean = false>(options?: Options<GetReportsFillsData, ThrowOnError>): RequestResult<GetReportsFillsResponses, GetReportsFillsErrors, ThrowOnError> => (options?.client ?? client).get<GetReportsFillsResponses, GetReportsFillsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/reports/fills',
    ...options
});

/**
 * All orders decided in a period, oldest first
 *
 * Needs `trade:read`.
 */
export const getReportsOrders = <ThrowOnError extends boolean = false>(options?: Options<GetReportsOrdersData, ThrowOnError>): RequestResult<GetReportsOrdersResponses, GetReportsOrdersErrors, ThrowOnError> => (options?.client ?? client).get<GetReportsOrdersResponses, GetReportsOrdersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/reports/orders',
    ...options
});

/**
 * All round trips that ended in a period
 *
 * Needs `trade:read`.
 */
export const getReportsTrades = <ThrowOnError extends boolean = false>(options?: Options<GetReportsTradesData, ThrowOnError>): RequestResult<GetReportsTradesResponses, GetReportsTradesErrors, ThrowOnError> => (options?.client ?? client).get<GetReportsTradesResponses, GetReportsTradesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/reports/trades',
    ...options
});

/**
 * All that moved cash in a period, with the balance
 *
 * Needs `trade:read`.
 */
export const getReportsStatement = <ThrowOnError extends boolean = false>(options?: Options<GetReportsStatementData, ThrowOnError>): RequestResult<GetReportsStatementResponses, GetReportsStatementErrors, ThrowOnError> => (options?.client ?? client).get<GetReportsStatementResponses, GetReportsStatementErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/reports/statement',
    ...options
});

/**
 * Open a desk
 *
 * Needs `trade:command`.
 */
export const postManual = <ThrowOnError extends boolean = false>(options: Options<PostManualData, ThrowOnError>): RequestResult<PostManualResponses, PostManualErrors, ThrowOnError> => (options.client ?? client).post<PostManualResponses, PostManualErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/manual',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Order by hand
 *
 * Needs `trade:command`.
 */
export const postManualByIdOrder = <ThrowOnError extends boolean = false>(options: Options<PostManualByIdOrderData, ThrowOnError>): RequestResult<PostManualByIdOrderResponses, PostManualByIdOrderErrors, ThrowOnError> => (options.client ?? client).post<PostManualByIdOrderResponses, PostManualByIdOrderErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/manual/{id}/order',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Cancel an order
 *
 * Needs `trade:command`.
 */
export const postManualByIdCancel = <ThrowOnError extends boolean = false>(options: Options<PostManualByIdCancelData, ThrowOnError>): RequestResult<PostManualByIdCancelResponses, PostManualByIdCancelErrors, ThrowOnError> => (options.client ?? client).post<PostManualByIdCancelResponses, PostManualByIdCancelErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/manual/{id}/cancel',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Close what the desk holds
 *
 * Needs `trade:command`.
 */
export const postManualByIdClose = <ThrowOnError extends boolean = false>(options: Options<PostManualByIdCloseData, ThrowOnError>): RequestResult<PostManualByIdCloseResponses, PostManualByIdCloseErrors, ThrowOnError> => (options.client ?? client).post<PostManualByIdCloseResponses, PostManualByIdCloseErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/manual/{id}/close',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Public providers by rank, or those of one owner
 *
 * Needs `copy:read`.
 */
export const getProviders = <ThrowOnError extends boolean = false>(options?: Options<GetProvidersData, ThrowOnError>): RequestResult<GetProvidersResponses, GetProvidersErrors, ThrowOnError> => (options?.client ?? client).get<GetProvidersResponses, GetProvidersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers',
    ...options
});

/**
 * Publish what one trades
 *
 * Needs `copy:publish`.
 */
export const postProviders = <ThrowOnError extends boolean = false>(options: Options<PostProvidersData, ThrowOnError>): RequestResult<PostProvidersResponses, PostProvidersErrors, ThrowOnError> => (options.client ?? client).post<PostProvidersResponses, PostProvidersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A provider, how good and how well heard
 *
 * Needs `copy:read`.
 */
export const getProvidersById = <ThrowOnError extends boolean = false>(options: Options<GetProvidersByIdData, ThrowOnError>): RequestResult<GetProvidersByIdResponses, GetProvidersByIdErrors, ThrowOnError> => (options.client ?? client).get<GetProvidersByIdResponses, GetProvidersByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}',
    ...options
});

/**
 * What it said, newest first
 *
 * Needs `copy:read`.
 */
export const getProvidersByIdEntries = <ThrowOnError extends boolean = false>(options: Options<GetProvidersByIdEntriesData, ThrowOnError>): RequestResult<GetProvidersByIdEntriesResponses, GetProvidersByIdEntriesErrors, ThrowOnError> => (options.client ?? client).get<GetProvidersByIdEntriesResponses, GetProvidersByIdEntriesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/entries',
    ...options
});

/**
 * How one thing it said arrived
 *
 * Needs `copy:read`.
 */
export const getProvidersByIdEntriesBySeq = <ThrowOnError extends boolean = false>(options: Options<GetProvidersByIdEntriesBySeqData, ThrowOnError>): RequestResult<GetProvidersByIdEntriesBySeqResponses, GetProvidersByIdEntriesBySeqErrors, ThrowOnError> => (options.client ?? client).get<GetProvidersByIdEntriesBySeqResponses, GetProvidersByIdEntriesBySeqErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/entries/{seq}',
    ...options
});

/**
 * Copy no more for a follower
 *
 * Needs `copy:publish`.
 */
export const postProvidersByIdBan = <ThrowOnError extends boolean = false>(options: Options<PostProvidersByIdBanData, ThrowOnError>): RequestResult<PostProvidersByIdBanResponses, PostProvidersByIdBanErrors, ThrowOnError> => (options.client ?? client).post<PostProvidersByIdBanResponses, PostProvidersByIdBanErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/ban',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Say nothing more to followers for now
 *
 * Needs `copy:publish`.
 */
export const postProvidersByIdPause = <ThrowOnError extends boolean = false>(options: Options<PostProvidersByIdPauseData, ThrowOnError>): RequestResult<PostProvidersByIdPauseResponses, PostProvidersByIdPauseErrors, ThrowOnError> => (options.client ?? client).post<PostProvidersByIdPauseResponses, PostProvidersByIdPauseErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/pause',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Speak to followers again
 *
 * Needs `copy:publish`.
 */
export const postProvidersByIdResume = <ThrowOnError extends boolean = false>(options: Options<PostProvidersByIdResumeData, ThrowOnError>): RequestResult<PostProvidersByIdResumeResponses, PostProvidersByIdResumeErrors, ThrowOnError> => (options.client ?? client).post<PostProvidersByIdResumeResponses, PostProvidersByIdResumeErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/resume',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take no more followers, for good
 *
 * Needs `copy:publish`.
 */
export const postProvidersByIdWithdraw = <ThrowOnError extends boolean = false>(options: Options<PostProvidersByIdWithdrawData, ThrowOnError>): RequestResult<PostProvidersByIdWithdrawResponses, PostProvidersByIdWithdrawErrors, ThrowOnError> => (options.client ?? client).post<PostProvidersByIdWithdrawResponses, PostProvidersByIdWithdrawErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/withdraw',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Say something in words
 *
 * Needs `copy:publish`.
 */
export const postProvidersByIdNote = <ThrowOnError extends boolean = false>(options: Options<PostProvidersByIdNoteData, ThrowOnError>): RequestResult<PostProvidersByIdNoteResponses, PostProvidersByIdNoteErrors, ThrowOnError> => (options.client ?? client).post<PostProvidersByIdNoteResponses, PostProvidersByIdNoteErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/providers/{id}/note',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Who copies whom, also what is over
 *
 * Needs `trade:read`.
 */
export const getFollows = <ThrowOnError extends boolean = false>(options?: Options<GetFollowsData, ThrowOnError>): RequestResult<GetFollowsResponses, GetFollowsErrors, ThrowOnError> => (options?.client ?? client).get<GetFollowsResponses, GetFollowsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows',
    ...options
});

/**
 * Copy a provider
 *
 * Needs `copy:follow`.
 */
export const postFollows = <ThrowOnError extends boolean = false>(options: Options<PostFollowsData, ThrowOnError>): RequestResult<PostFollowsResponses, PostFollowsErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsResponses, PostFollowsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What following would come to
 *
 * Needs `copy:follow`.
 */
export const postFollowsPreview = <ThrowOnError extends boolean = false>(options: Options<PostFollowsPreviewData, ThrowOnError>): RequestResult<PostFollowsPreviewResponses, PostFollowsPreviewErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsPreviewResponses, PostFollowsPreviewErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/preview',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * A follower
 *
 * Needs `trade:read`.
 */
export const getFollowsById = <ThrowOnError extends boolean = false>(options: Options<GetFollowsByIdData, ThrowOnError>): RequestResult<GetFollowsByIdResponses, GetFollowsByIdErrors, ThrowOnError> => (options.client ?? client).get<GetFollowsByIdResponses, GetFollowsByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}',
    ...options
});

/**
 * What became of each entry, newest first
 *
 * Needs `trade:read`.
 */
export const getFollowsByIdCopies = <ThrowOnError extends boolean = false>(options: Options<GetFollowsByIdCopiesData, ThrowOnError>): RequestResult<GetFollowsByIdCopiesResponses, GetFollowsByIdCopiesErrors, ThrowOnError> => (options.client ?? client).get<GetFollowsByIdCopiesResponses, GetFollowsByIdCopiesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/copies',
    ...options
});

/**
 * What it earned and cost, by day
 *
 * Needs `trade:read`.
 */
export const getFollowsByIdStatement = <ThrowOnError extends boolean = false>(options: Options<GetFollowsByIdStatementData, ThrowOnError>): RequestResult<GetFollowsByIdStatementResponses, GetFollowsByIdStatementErrors, ThrowOnError> => (options.client ?? client).get<GetFollowsByIdStatementResponses, GetFollowsByIdStatementErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/statement',
    ...options
});

/**
 * Open nothing new
 *
 * Needs `copy:follow`.
 */
export const postFollowsByIdPause = <ThrowOnError extends boolean = false>(options: Options<PostFollowsByIdPauseData, ThrowOnError>): RequestResult<PostFollowsByIdPauseResponses, PostFollowsByIdPauseErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsByIdPauseResponses, PostFollowsByIdPauseErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/pause',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Copy again
 *
 * Needs `copy:follow`.
 */
export const postFollowsByIdResume = <ThrowOnError extends boolean = false>(options: Options<PostFollowsByIdResumeData, ThrowOnError>): RequestResult<PostFollowsByIdResumeResponses, PostFollowsByIdResumeErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsByIdResumeResponses, PostFollowsByIdResumeErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/resume',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Only towards flat
 *
 * Needs `copy:follow`.
 */
export const postFollowsByIdCloseOnly = <ThrowOnError extends boolean = false>(options: Options<PostFollowsByIdCloseOnlyData, ThrowOnError>): RequestResult<PostFollowsByIdCloseOnlyResponses, PostFollowsByIdCloseOnlyErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsByIdCloseOnlyResponses, PostFollowsByIdCloseOnlyErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/close-only',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Close the copied position, and do not open it again
 *
 * Needs `copy:follow`.
 */
export const postFollowsByIdClose = <ThrowOnError extends boolean = false>(options: Options<PostFollowsByIdCloseData, ThrowOnError>): RequestResult<PostFollowsByIdCloseResponses, PostFollowsByIdCloseErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsByIdCloseResponses, PostFollowsByIdCloseErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/close',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Copy by other settings
 *
 * Needs `copy:follow`.
 */
export const postFollowsByIdSettings = <ThrowOnError extends boolean = false>(options: Options<PostFollowsByIdSettingsData, ThrowOnError>): RequestResult<PostFollowsByIdSettingsResponses, PostFollowsByIdSettingsErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsByIdSettingsResponses, PostFollowsByIdSettingsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/settings',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Stop copying for good
 *
 * Needs `copy:follow`.
 */
export const postFollowsByIdUnfollow = <ThrowOnError extends boolean = false>(options: Options<PostFollowsByIdUnfollowData, ThrowOnError>): RequestResult<PostFollowsByIdUnfollowResponses, PostFollowsByIdUnfollowErrors, ThrowOnError> => (options.client ?? client).post<PostFollowsByIdUnfollowResponses, PostFollowsByIdUnfollowErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/follows/{id}/unfollow',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What the risk supervisor holds to now
 *
 * Needs `risk:read`.
 */
export const getRisk = <ThrowOnError extends boolean = false>(options?: Options<GetRiskData, ThrowOnError>): RequestResult<GetRiskResponses, GetRiskErrors, ThrowOnError> => (options?.client ?? client).get<GetRiskResponses, GetRiskErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk',
    ...options
});

/**
 * Limits in force, and those that there are
 *
 * Needs `risk:read`.
 */
export const getRiskLimits = <ThrowOnError extends boolean = false>(options?: Options<GetRiskLimitsData, ThrowOnError>): RequestResult<GetRiskLimitsResponses, GetRiskLimitsErrors, ThrowOnError> => (options?.client ?? client).get<GetRiskLimitsResponses, GetRiskLimitsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/limits',
    ...options
});

/**
 * Set a limit from the version it was read at
 *
 * Needs `risk:command`.
 */
export const putRiskLimits = <ThrowOnError extends boolean = false>(options: Options<PutRiskLimitsData, ThrowOnError>): RequestResult<PutRiskLimitsResponses, PutRiskLimitsErrors, ThrowOnError> => (options.client ?? client).put<PutRiskLimitsResponses, PutRiskLimitsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/limits',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Versions of limits, newest first
 *
 * Needs `risk:read`.
 */
export const getRiskLimitsHistory = <ThrowOnError extends boolean = false>(options?: Options<GetRiskLimitsHistoryData, ThrowOnError>): RequestResult<GetRiskLimitsHistoryResponses, GetRiskLimitsHistoryErrors, ThrowOnError> => (options?.client ?? client).get<GetRiskLimitsHistoryResponses, GetRiskLimitsHistoryErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/limits/history',
    ...options
});

/**
 * What was said to all accounts, newest first
 *
 * Needs `risk:read`.
 */
export const getRiskControls = <ThrowOnError extends boolean = false>(options?: Options<GetRiskControlsData, ThrowOnError>): RequestResult<GetRiskControlsResponses, GetRiskControlsErrors, ThrowOnError> => (options?.client ?? client).get<GetRiskControlsResponses, GetRiskControlsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/controls',
    ...options
});

/**
 * One control, and who has not taken it
 *
 * Needs `risk:read`.
 */
export const getRiskControlsBySeq = <ThrowOnError extends boolean = false>(options: Options<GetRiskControlsBySeqData, ThrowOnError>): RequestResult<GetRiskControlsBySeqResponses, GetRiskControlsBySeqErrors, ThrowOnError> => (options.client ?? client).get<GetRiskControlsBySeqResponses, GetRiskControlsBySeqErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/controls/{seq}',
    ...options
});

/**
 * What limits held back and rules did
 *
 * Needs `risk:read`.
 */
export const getRiskBreaches = <ThrowOnError extends boolean = false>(options?: Options<GetRiskBreachesData, ThrowOnError>): RequestResult<GetRiskBreachesResponses, GetRiskBreachesErrors, ThrowOnError> => (options?.client ?? client).get<GetRiskBreachesResponses, GetRiskBreachesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/breaches',
    ...options
});

/**
 * Reduce, halt, flatten or reset a scope
 *
 * Needs `risk:command`.
 */
export const postRiskCommands = <ThrowOnError extends boolean = false>(options: Options<PostRiskCommandsData, ThrowOnError>): RequestResult<PostRiskCommandsResponses, PostRiskCommandsErrors, ThrowOnError> => (options.client ?? client).post<PostRiskCommandsResponses, PostRiskCommandsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/commands',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Approve a loosening, as a second person
 *
 * Needs `risk:command`.
 */
export const postRiskProposalsByIdApprove = <ThrowOnError extends boolean = false>(options: Options<PostRiskProposalsByIdApproveData, ThrowOnError>): RequestResult<PostRiskProposalsByIdApproveResponses, PostRiskProposalsByIdApproveErrors, ThrowOnError> => (options.client ?? client).post<PostRiskProposalsByIdApproveResponses, PostRiskProposalsByIdApproveErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/proposals/{id}/approve',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Take a proposal back
 *
 * Needs `risk:command`.
 */
export const postRiskProposalsByIdWithdraw = <ThrowOnError extends boolean = false>(options: Options<PostRiskProposalsByIdWithdrawData, ThrowOnError>): RequestResult<PostRiskProposalsByIdWithdrawResponses, PostRiskProposalsByIdWithdrawErrors, ThrowOnError> => (options.client ?? client).post<PostRiskProposalsByIdWithdrawResponses, PostRiskProposalsByIdWithdrawErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/proposals/{id}/withdraw',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Put rules in the place of those before
 *
 * Needs `risk:command`.
 */
export const putRiskRules = <ThrowOnError extends boolean = false>(options: Options<PutRiskRulesData, ThrowOnError>): RequestResult<PutRiskRulesResponses, PutRiskRulesErrors, ThrowOnError> => (options.client ?? client).put<PutRiskRulesResponses, PutRiskRulesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/rules',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Put an economic calendar in the place of the one before
 *
 * Needs `risk:command`.
 */
export const putRiskCalendar = <ThrowOnError extends boolean = false>(options: Options<PutRiskCalendarData, ThrowOnError>): RequestResult<PutRiskCalendarResponses, PutRiskCalendarErrors, ThrowOnError> => (options.client ?? client).put<PutRiskCalendarResponses, PutRiskCalendarErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/risk/calendar',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Accounts, with what is on them
 *
 * Needs `trade:read`.
 */
export const getAccounts = <ThrowOnError extends boolean = false>(options?: Options<GetAccountsData, ThrowOnError>): RequestResult<GetAccountsResponses, GetAccountsErrors, ThrowOnError> => (options?.client ?? client).get<GetAccountsResponses, GetAccountsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/accounts',
    ...options
});

/**
 * Open the paper account that one begins with; asked for again, it is the same
 *
 * Needs `trade:command`.
 */
export const postAccounts = <ThrowOnError extends boolean = false>(options: Options<PostAccountsData, ThrowOnError>): RequestResult<PostAccountsResponses, PostAccountsErrors, ThrowOnError> => (options.client ?? client).post<PostAccountsResponses, PostAccountsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/accounts',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Actors that one may see: all up to a thousand, else a part of them
 *
 * Needs `trade:read`.
 */
export const getActors = <ThrowOnError extends boolean = false>(options?: Options<GetActorsData, ThrowOnError>): RequestResult<GetActorsResponses, GetActorsErrors, ThrowOnError> => (options?.client ?? client).get<GetActorsResponses, GetActorsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/actors',
    ...options
});

/**
 * What an actor says of itself
 *
 * Needs `trade:read`.
 */
export const getActorsByAddress = <ThrowOnError extends boolean = false>(options: Options<GetActorsByAddressData, ThrowOnError>): RequestResult<GetActorsByAddressResponses, GetActorsByAddressErrors, ThrowOnError> => (options.client ?? client).get<GetActorsByAddressResponses, GetActorsByAddressErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/actors/{address}',
    ...options
});

/**
 * Command an actor
 *
 * Needs `trade:command`.
 */
export const postActorsByAddressCommands = <ThrowOnError extends boolean = false>(options: Options<PostActorsByAddressCommandsData, ThrowOnError>): RequestResult<PostActorsByAddressCommandsResponses, PostActorsByAddressCommandsErrors, ThrowOnError> => (options.client ?? client).post<PostActorsByAddressCommandsResponses, PostActorsByAddressCommandsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/actors/{address}/commands',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Restart an actor
 *
 * Needs `topology:command`.
 */
export const postActorsByAddressRestart = <ThrowOnError extends boolean = false>(options: Options<PostActorsByAddressRestartData, ThrowOnError>): RequestResult<PostActorsByAddressRestartResponses, PostActorsByAddressRestartErrors, ThrowOnError> => (options.client ?? client).post<PostActorsByAddressRestartResponses, PostActorsByAddressRestartErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/actors/{address}/restart',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * What became of a command
 *
 * Needs `trade:read`.
 */
export const getCommandsById = <ThrowOnError extends boolean = false>(options: Options<GetCommandsByIdData, ThrowOnError>): RequestResult<GetCommandsByIdResponses, GetCommandsByIdErrors, ThrowOnError> => (options.client ?? client).get<GetCommandsByIdResponses, GetCommandsByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/commands/{id}',
    ...options
});

/**
 * The nodes of the cluster
 *
 * Needs `topology:read`.
 */
export const getNodes = <ThrowOnError extends boolean = false>(options?: Options<GetNodesData, ThrowOnError>): RequestResult<GetNodesResponses, GetNodesErrors, ThrowOnError> => (options?.client ?? client).get<GetNodesResponses, GetNodesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/nodes',
    ...options
});

/**
 * Who holds each shard
 *
 * Needs `topology:read`.
 */
export const getShards = <ThrowOnError extends boolean = false>(options?: Options<GetShardsData, ThrowOnError>): RequestResult<GetShardsResponses, GetShardsErrors, ThrowOnError> => (options?.client ?? client).get<GetShardsResponses, GetShardsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/shards',
    ...options
});

/**
 * Hand a node’s shards over
 *
 * Needs `topology:command`.
 */
export const postNodesByNodeDrain = <ThrowOnError extends boolean = false>(options: Options<PostNodesByNodeDrainData, ThrowOnError>): RequestResult<PostNodesByNodeDrainResponses, PostNodesByNodeDrainErrors, ThrowOnError> => (options.client ?? client).post<PostNodesByNodeDrainResponses, PostNodesByNodeDrainErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/nodes/{node}/drain',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let a node have shards again
 *
 * Needs `topology:command`.
 */
export const postNodesByNodeUndrain = <ThrowOnError extends boolean = false>(options: Options<PostNodesByNodeUndrainData, ThrowOnError>): RequestResult<PostNodesByNodeUndrainResponses, PostNodesByNodeUndrainErrors, ThrowOnError> => (options.client ?? client).post<PostNodesByNodeUndrainResponses, PostNodesByNodeUndrainErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/nodes/{node}/undrain',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Streams by name, with who reads them
 *
 * Needs `topology:read`.
 */
export const getMessagingStreams = <ThrowOnError extends boolean = false>(options?: Options<GetMessagingStreamsData, ThrowOnError>): RequestResult<GetMessagingStreamsResponses, GetMessagingStreamsErrors, ThrowOnError> => (options?.client ?? client).get<GetMessagingStreamsResponses, GetMessagingStreamsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/messaging/streams',
    ...options
});

/**
 * One stream, with who reads it
 *
 * Needs `topology:read`.
 */
export const getMessagingStreamsByStream = <ThrowOnError extends boolean = false>(options: Options<GetMessagingStreamsByStreamData, ThrowOnError>): RequestResult<GetMessagingStreamsByStreamResponses, GetMessagingStreamsByStreamErrors, ThrowOnError> => (options.client ?? client).get<GetMessagingStreamsByStreamResponses, GetMessagingStreamsByStreamErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/messaging/streams/{stream}',
    ...options
});

/**
 * Orders that wait for the venue, of the newest 20,000, oldest first
 *
 * Needs `topology:read`.
 */
export const getMessagingWaiting = <ThrowOnError extends boolean = false>(options?: Options<GetMessagingWaitingData, ThrowOnError>): RequestResult<GetMessagingWaitingResponses, GetMessagingWaitingErrors, ThrowOnError> => (options?.client ?? client).get<GetMessagingWaitingResponses, GetMessagingWaitingErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/messaging/waiting',
    ...options
});

/**
 * Entries that crash their actors, newest first
 *
 * Needs `topology:read`.
 */
export const getMessagingDeadLetters = <ThrowOnError extends boolean = false>(options?: Options<GetMessagingDeadLettersData, ThrowOnError>): RequestResult<GetMessagingDeadLettersResponses, GetMessagingDeadLettersErrors, ThrowOnError> => (options?.client ?? client).get<GetMessagingDeadLettersResponses, GetMessagingDeadLettersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/messaging/dead-letters',
    ...options
});

/**
 * Restart the actor that stands at an entry: it takes the entry again
 *
 * Needs `topology:command`.
 */
export const postMessagingDeadLettersByIdRequeue = <ThrowOnError extends boolean = false>(options: Options<PostMessagingDeadLettersByIdRequeueData, ThrowOnError>): RequestResult<PostMessagingDeadLettersByIdRequeueResponses, PostMessagingDeadLettersByIdRequeueErrors, ThrowOnError> => (options.client ?? client).post<PostMessagingDeadLettersByIdRequeueResponses, PostMessagingDeadLettersByIdRequeueErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/messaging/dead-letters/{id}/requeue',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Look no more at a letter whose actor has gone on
 *
 * Needs `topology:command`.
 */
export const postMessagingDeadLettersByIdDiscard = <ThrowOnError extends boolean = false>(options: Options<PostMessagingDeadLettersByIdDiscardData, ThrowOnError>): RequestResult<PostMessagingDeadLettersByIdDiscardResponses, PostMessagingDeadLettersByIdDiscardErrors, ThrowOnError> => (options.client ?? client).post<PostMessagingDeadLettersByIdDiscardResponses, PostMessagingDeadLettersByIdDiscardErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/messaging/dead-letters/{id}/discard',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Its last messages, without what was in them, and its restarts
 *
 * Needs `topology:read`.
 */
export const getActorsByAddressTrace = <ThrowOnError extends boolean = false>(options: Options<GetActorsByAddressTraceData, ThrowOnError>): RequestResult<GetActorsByAddressTraceResponses, GetActorsByAddressTraceErrors, ThrowOnError> => (options.client ?? client).get<GetActorsByAddressTraceResponses, GetActorsByAddressTraceErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/actors/{address}/trace',
    ...options
});

/**
 * All there is to know of an actor; it is audited
 *
 * Needs `topology:command`.
 */
export const postActorsByAddressDump = <ThrowOnError extends boolean = false>(options: Options<PostActorsByAddressDumpData, ThrowOnError>): RequestResult<PostActorsByAddressDumpResponses, PostActorsByAddressDumpErrors, ThrowOnError> => (options.client ?? client).post<PostActorsByAddressDumpResponses, PostActorsByAddressDumpErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/actors/{address}/dump',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Who asks
 *
 * Needs `trade:read`.
 */
export const getMe = <ThrowOnError extends boolean = false>(options?: Options<GetMeData, ThrowOnError>): RequestResult<GetMeResponses, GetMeErrors, ThrowOnError> => (options?.client ?? client).get<GetMeResponses, GetMeErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/me',
    ...options
});

/**
 * One’s own sessions
 *
 * Needs `own:security`.
 */
export const getSessions = <ThrowOnError extends boolean = false>(options?: Options<GetSessionsData, ThrowOnError>): RequestResult<GetSessionsResponses, GetSessionsErrors, ThrowOnError> => (options?.client ?? client).get<GetSessionsResponses, GetSessionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/sessions',
    ...options
});

/**
 * Revoke one of one’s own sessions
 *
 * Needs `own:security`.
 */
export const deleteSessionsById = <ThrowOnError extends boolean = false>(options: Options<DeleteSessionsByIdData, ThrowOnError>): RequestResult<DeleteSessionsByIdResponses, DeleteSessionsByIdErrors, ThrowOnError> => (options.client ?? client).delete<DeleteSessionsByIdResponses, DeleteSessionsByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/sessions/{id}',
    ...options
});

/**
 * One’s own keys
 *
 * Needs `own:security`.
 */
export const getKeys = <ThrowOnError extends boolean = false>(options?: Options<GetKeysData, ThrowOnError>): RequestResult<GetKeysResponses, GetKeysErrors, ThrowOnError> => (options?.client ?? client).get<GetKeysResponses, GetKeysErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/keys',
    ...options
});

/**
 * Make a key for oneself
 *
 * Needs `own:security`.
 */
export const postKeys = <ThrowOnError extends boolean = false>(options: Options<PostKeysData, ThrowOnError>): RequestResult<PostKeysResponses, PostKeysErrors, ThrowOnError> => (options.client ?? client).post<PostKeysResponses, PostKeysErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/keys',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Revoke one of one’s own keys
 *
 * Needs `own:security`.
 */
export const deleteKeysById = <ThrowOnError extends boolean = false>(options: Options<DeleteKeysByIdData, ThrowOnError>): RequestResult<DeleteKeysByIdResponses, DeleteKeysByIdErrors, ThrowOnError> => (options.client ?? client).delete<DeleteKeysByIdResponses, DeleteKeysByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/keys/{id}',
    ...options
});

/**
 * Users by name, or those whose names hold `q`
 *
 * Needs `people:read`.
 */
export const getUsers = <ThrowOnError extends boolean = false>(options?: Options<GetUsersData, ThrowOnError>): RequestResult<GetUsersResponses, GetUsersErrors, ThrowOnError> => (options?.client ?? client).get<GetUsersResponses, GetUsersErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users',
    ...options
});

/**
 * Invite somebody
 *
 * Needs `people:command`.
 */
export const postUsersInvitations = <ThrowOnError extends boolean = false>(options: Options<PostUsersInvitationsData, ThrowOnError>): RequestResult<PostUsersInvitationsResponses, PostUsersInvitationsErrors, ThrowOnError> => (options.client ?? client).post<PostUsersInvitationsResponses, PostUsersInvitationsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/invitations',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Give somebody these roles
 *
 * Needs `people:command`.
 */
export const putUsersByUserRoles = <ThrowOnError extends boolean = false>(options: Options<PutUsersByUserRolesData, ThrowOnError>): RequestResult<PutUsersByUserRolesResponses, PutUsersByUserRolesErrors, ThrowOnError> => (options.client ?? client).put<PutUsersByUserRolesResponses, PutUsersByUserRolesErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/roles',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Shut somebody out
 *
 * Needs `people:command`.
 */
export const postUsersByUserDisable = <ThrowOnError extends boolean = false>(options: Options<PostUsersByUserDisableData, ThrowOnError>): RequestResult<PostUsersByUserDisableResponses, PostUsersByUserDisableErrors, ThrowOnError> => (options.client ?? client).post<PostUsersByUserDisableResponses, PostUsersByUserDisableErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/disable',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Let somebody in again
 *
 * Needs `people:command`.
 */
export const postUsersByUserEnable = <ThrowOnError extends boolean = false>(options: Options<PostUsersByUserEnableData, ThrowOnError>): RequestResult<PostUsersByUserEnableResponses, PostUsersByUserEnableErrors, ThrowOnError> => (options.client ?? client).post<PostUsersByUserEnableResponses, PostUsersByUserEnableErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/enable',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Hand over a reset of a password
 *
 * Needs `people:command`.
 */
export const postUsersByUserReset = <ThrowOnError extends boolean = false>(options: Options<PostUsersByUserResetData, ThrowOnError>): RequestResult<PostUsersByUserResetResponses, PostUsersByUserResetErrors, ThrowOnError> => (options.client ?? client).post<PostUsersByUserResetResponses, PostUsersByUserResetErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/reset',
    ...options,
    headers: {
        'Content-Type': 'application/json',
        ...options.headers
    }
});

/**
 * Somebody’s sessions
 *
 * Needs `people:read`.
 */
export const getUsersByUserSessions = <ThrowOnError extends boolean = false>(options: Options<GetUsersByUserSessionsData, ThrowOnError>): RequestResult<GetUsersByUserSessionsResponses, GetUsersByUserSessionsErrors, ThrowOnError> => (options.client ?? client).get<GetUsersByUserSessionsResponses, GetUsersByUserSessionsErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/sessions',
    ...options
});

/**
 * Revoke one of somebody’s sessions
 *
 * Needs `people:command`.
 */
export const deleteUsersByUserSessionsById = <ThrowOnError extends boolean = false>(options: Options<DeleteUsersByUserSessionsByIdData, ThrowOnError>): RequestResult<DeleteUsersByUserSessionsByIdResponses, DeleteUsersByUserSessionsByIdErrors, ThrowOnError> => (options.client ?? client).delete<DeleteUsersByUserSessionsByIdResponses, DeleteUsersByUserSessionsByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/sessions/{id}',
    ...options
});

/**
 * Somebody’s keys
 *
 * Needs `people:read`.
 */
export const getUsersByUserKeys = <ThrowOnError extends boolean = false>(options: Options<GetUsersByUserKeysData, ThrowOnError>): RequestResult<GetUsersByUserKeysResponses, GetUsersByUserKeysErrors, ThrowOnError> => (options.client ?? client).get<GetUsersByUserKeysResponses, GetUsersByUserKeysErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/keys',
    ...options
});

/**
 * Revoke one of somebody’s keys
 *
 * Needs `people:command`.
 */
export const deleteUsersByUserKeysById = <ThrowOnError extends boolean = false>(options: Options<DeleteUsersByUserKeysByIdData, ThrowOnError>): RequestResult<DeleteUsersByUserKeysByIdResponses, DeleteUsersByUserKeysByIdErrors, ThrowOnError> => (options.client ?? client).delete<DeleteUsersByUserKeysByIdResponses, DeleteUsersByUserKeysByIdErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/users/{user}/keys/{id}',
    ...options
});

/**
 * Who asked for what, newest first
 *
 * Needs `audit:read`.
 */
export const getAudit = <ThrowOnError extends boolean = false>(options?: Options<GetAuditData, ThrowOnError>): RequestResult<GetAuditResponses, GetAuditErrors, ThrowOnError> => (options?.client ?? client).get<GetAuditResponses, GetAuditErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/audit',
    ...options
});

/**
 * All of this as OpenAPI 3.1
 *
 * Needs `trade:read`.
 */
export const getOpenapiJson = <ThrowOnError extends boolean = false>(options?: Options<GetOpenapiJsonData, ThrowOnError>): RequestResult<GetOpenapiJsonResponses, GetOpenapiJsonErrors, ThrowOnError> => (options?.client ?? client).get<GetOpenapiJsonResponses, GetOpenapiJsonErrors, ThrowOnError>({
    security: [{ scheme: 'bearer', type: 'http' }],
    url: '/api/v1/openapi.json',
    ...options
});
