// The columns of reports: times ISO 8601 UTC, money and quantities exact, names as they are, none of them a formula.
import { decimal } from '../actors/domain/decimal.ts';
import type { Cell } from '../actors/domain/csv-text.ts';
import type { FillRow, OrderRow } from '../actors/domain/record-rows.ts';
import type { Trade } from '../actors/domain/trade.ts';
import type { BalancedLine, Columns } from './reports.ts';

const amount = (text: string | null): Cell => (text === null ? '' : decimal(text));
const iso = (ms: number): string => new Date(ms).toISOString();

export const FILL_COLUMNS: Columns<FillRow> = [
  ['time', ({ time }) => time],
  ['fill_id', ({ fillId }) => fillId],
  ['client_order_id', ({ clientOrderId }) => clientOrderId],
  ['actor', ({ actor }) => actor],
  ['account', ({ account }) => account],
  ['instrument', ({ instrument }) => instrument],
  ['side', ({ side }) => side],
  ['quantity', ({ quantity }) => amount(quantity)],
  ['price', ({ price }) => amount(price)],
  ['commission', ({ commission }) => amount(commission)],
];

export const ORDER_COLUMNS: Columns<OrderRow> = [
  ['decided_at', ({ decidedAt }) => decidedAt],
  ['updated_at', ({ updatedAt }) => updatedAt],
  ['client_order_id', ({ clientOrderId }) => clientOrderId],
  ['actor', ({ actor }) => actor],
  ['account', ({ account }) => account],
  ['instrument', ({ instrument }) => instrument],
  ['side', ({ side }) => side],
  ['type', ({ type }) => type],
  ['time_in_force', ({ timeInForce }) => timeInForce],
  ['quantity', ({ quantity }) => amount(quantity)],
  ['filled', ({ filled }) => amount(filled)],
  ['average_price', ({ averagePrice }) => amount(averagePrice)],
  ['limit_price', ({ limitPrice }) => amount(limitPrice)],
  ['trigger_price', ({ triggerPrice }) => amount(triggerPrice)],
  ['reduce_only', ({ reduceOnly }) => String(reduceOnly)],
  ['state', ({ state }) => state],
  ['reason', ({ reason }) => reason ?? ''],
];

export const TRADE_COLUMNS: Columns<Trade> = [
  ['entry_time', ({ entryTime }) => iso(entryTime)],
  ['exit_time', ({ exitTime }) => iso(exitTime)],
  ['actor', ({ actor }) => actor],
  ['account', ({ account }) => account],
  ['instrument', ({ instrument }) => instrument],
  ['side', ({ side }) => side],
  ['quantity', ({ quantity }) => quantity],
  ['entry_price', ({ entryPrice }) => entryPrice],
  ['exit_price', ({ exitPrice }) => exitPrice],
  ['pnl', ({ pnl }) => pnl],
  ['commission', ({ commission }) => commission],
];

export const STATEMENT_COLUMNS: Columns<BalancedLine> = [
  ['time', ({ time }) => time],
  ['entry', ({ seq }) => seq],
  ['event', ({ event }) => event],
  ['actor', ({ actor }) => actor],
  ['instrument', ({ instrument }) => instrument ?? ''],
  ['side', ({ side }) => side ?? ''],
  ['quantity', ({ quantity }) => amount(quantity)],
  ['price', ({ price }) => amount(price)],
  ['currency', ({ currency }) => currency],
  ['cash', ({ cash }) => amount(cash)],
  ['commission', ({ commission }) => amount(commission)],
  ['fees', ({ fees }) => amount(fees)],
  ['realized_pnl', ({ realizedPnl }) => amount(realizedPnl)],
  ['cash_balance', ({ balance }) => amount(balance)],
];

/** A trade as JSON tells it. */
export const tradeRow = (trade: Trade) => ({
  ...{ actor: trade.actor, account: trade.account, instrument: trade.instrument, side: trade.side },
  ...{ entryTime: iso(trade.entryTime), exitTime: iso(trade.exitTime), quantity: trade.quantity.toFixed() },
  ...{ entryPrice: trade.entryPrice.toFixed(), exitPrice: trade.exitPrice.toFixed() },
  ...{ pnl: trade.pnl.toFixed(), commission: trade.commission.toFixed() },
});
