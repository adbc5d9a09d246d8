// C1. A command that was carried out is answered again as it was, and does nothing more, whatever state the desk is in by then.
// C2. What a command asks of the risk monitor, the number it takes and its answer are durable together, before anything is told.
import type { Message } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { clientOrderId } from '../domain/client-order-id.ts';
import { decimal, isAboveZero, ZERO, type Decimal } from '../domain/decimal.ts';
import type { TradingRequest } from '../protocol.ts';
import { introduce, request, takeWish, WISHES } from '../trader.ts';
import { keepAnswer, printOf, type Answer } from './answered.ts';
import { withAsked } from './desk-order.ts';
import type { ManualState } from './manual-state.ts';
import { marketFault, readTicket, ticketOrders, type OrderTicket } from './order-ticket.ts';

type Command = Extract<Message, { kind: 'command' }>;

interface Refusal {
  readonly type: string;
  readonly message: string;
}

type Asked =
  | { readonly kind: 'order'; readonly ticket: OrderTicket }
  | { readonly kind: 'cancel'; readonly clientOrderId: string }
  | { readonly kind: 'close' | 'wish' };

/** What a command made the desk ask for, and what it is answered. */
interface Done {
  readonly requests: readonly TradingRequest[];
  readonly value: Answer['value'];
}

const KNOWN = ['order', 'cancel', 'close', ...Object.keys(WISHES)];

/** Carries out a person's command once, or refuses it saying why. */
export function obey(state: ManualState, message: Command, turn: Turn): void {
  const asked = readCommand(state, message);
  if ('type' in asked) return turn.refuse(asked.type, asked.message);
  const { commandId } = message;
  const print = printOf(message.command, contentOf(asked));
  const answered = state.answered.get(commandId);
  if (answered !== undefined) {
    if (answered.print === print) return turn.reply(answered.value); // C1
    return turn.refuse('COMMAND_ID_TAKEN', `${commandId} was the id of another command; give this one its own`);
  }
  const unready = unreadiness(state);
  if (unready !== undefined) {
    // A monitor that refused may think better of it.
    if (message.command === 'reset' && state.refused !== null) sayHello(state, turn);
    return turn.refuse('NOT_READY', `${state.self} ${unready}; try again`);
  }
  const done = carryOut(state, asked, message);
  if ('type' in done) return turn.refuse(done.type, done.message);
  for (const made of done.requests) state.orders = withAsked(state.orders, state.self, made, commandId);
  keepAnswer(state.answered, commandId, { print, value: done.value });
  turn.checkpoint(); // C2
  if (done.requests.length > 0) {
    turn.tell(state.monitor, { kind: 'decided', position: state.position, requests: done.requests });
  }
  turn.reply(done.value);
}

/** Says what it trades and how far it has come, until it is answered. */
export function sayHello(state: ManualState, turn: Turn): void {
  const { lane, instrument, allocation } = state.config;
  introduce(state, { lane, instrument, allocation }, turn);
}

function unreadiness({ refused, listening, position, caughtUpAt }: ManualState): string | undefined {
  if (refused !== null) return refused;
  if (!listening) return 'has not heard from its risk monitor yet';
  return position < caughtUpAt ? 'has still to catch up' : undefined;
}

// ---- What is asked ----

function readCommand({ config }: ManualState, { command, params }: Command): Asked | Refusal {
  switch (command) {
    case 'order': {
      const { commandId: _commandId, reason: _reason, by: _by, ...fields } = params;
      const read = readTicket(fields, config.instrument);
      return read.kind === 'ticket' ? { kind: 'order', ticket: read.ticket } : invalid(read.fault);
    }
    case 'cancel': {
      const id = params['clientOrderId'];
      if (typeof id === 'string' && id !== '') return { kind: 'cancel', clientOrderId: id };
      return invalid({ field: 'clientOrderId', reason: 'is not the id of an order' });
    }
    case 'close':
      return { kind: 'close' };
    default:
      if (WISHES[command] !== undefined) return { kind: 'wish' };
      return {
        type: 'UNKNOWN_COMMAND',
        message: `a manual desk does not know ${command}; it knows ${KNOWN.join(', ')}`,
      };
  }
}

const contentOf = (asked: Asked): unknown =>
  asked.kind === 'order' ? asked.ticket : asked.kind === 'cancel' ? asked.clientOrderId : null;

const invalid = ({ field, reason }: { field: string; reason: string }): Refusal => ({
  type: 'INVALID_ORDER',
  message: `${field}: ${reason}`,
});

// ---- What is done ----

function carryOut(state: ManualState, asked: Asked, message: Command): Done | Refusal {
  switch (asked.kind) {
    case 'order':
      return order(state, asked.ticket);
    case 'cancel':
      return cancel(state, asked.clientOrderId);
    case 'close':
      return close(state);
    case 'wish': {
      const restrict = takeWish(state, message);
      if (restrict === undefined) return halted(state, 'only reset ends that');
      return { requests: [restrict], value: { tradingState: state.own.state, request: restrict.seq } };
    }
  }
}

function order(state: ManualState, ticket: OrderTicket): Done | Refusal {
  const { self, own, lastPrice, time } = state;
  if (lastPrice === null) {
    return { type: 'NOT_READY', message: `${self} has seen no price on ${state.config.lane} yet; try again` };
  }
  if (own.state === 'HALTED') return halted(state, 'only reset ends that');
  if (own.state === 'REDUCING' && !ticket.reduceOnly) {
    return { type: 'TRADING_STATE_REDUCING', message: `${self} is paused (${own.reason}): reduceOnly orders alone` };
  }
  const fault = marketFault(ticket, { price: decimal(lastPrice), time });
  if (fault !== undefined) return invalid(fault);
  const orders = ticketOrders(ticket, state.seq + 1);
  const made = request(state, { kind: 'orders', orders });
  const clientOrderIds = orders.map(({ leg }) => clientOrderId(self, made.seq, leg));
  return { requests: [made], value: { clientOrderIds, request: made.seq } };
}

function cancel(state: ManualState, id: string): Done | Refusal {
  if (!state.working.has(id)) {
    return { type: 'ORDER_NOT_FOUND', message: `${id} is no open order of ${state.self}` };
  }
  const made = request(state, { kind: 'cancel', clientOrderIds: [id] });
  return { requests: [made], value: { clientOrderIds: [id], request: made.seq } };
}

/** Takes back what rests, then leaves with what is held and not on its way out. */
function close(state: ManualState): Done | Refusal {
  if (state.own.state === 'HALTED') return halted(state, 'flatten closes what it holds');
  const exits = new Map(state.orders.filter(isMarketExit).map((exit) => [exit.clientOrderId, exit]));
  const canceled = [...state.working.keys()].filter((id) => !exits.has(id));
  const requests: TradingRequest[] = [];
  if (canceled.length > 0) requests.push(request(state, { kind: 'cancel', clientOrderIds: canceled }));
  const leaving = [...exits.values()].reduce((sum, { quantity, filled }) => sum.add(quantity).sub(filled), ZERO);
  const left = state.holding.quantity.abs().sub(leaving);
  if (isAboveZero(left)) requests.push(exit(state, left));
  const clientOrderIds = requests.flatMap(({ seq, action }) =>
    action.kind === 'orders' ? action.orders.map(({ leg }) => clientOrderId(state.self, seq, leg)) : [],
  );
  return { requests, value: { canceled, clientOrderIds } };
}

const isMarketExit = ({ role, type, end }: ManualState['orders'][number]): boolean =>
  role === 'exit' && type === 'MARKET' && end === null;

const exit = (state: ManualState, quantity: Decimal): TradingRequest =>
  request(state, {
    kind: 'orders',
    orders: [
      {
        ...{ leg: 0, type: 'MARKET', timeInForce: 'GTC', quantity, reduceOnly: true },
        side: state.holding.quantity.isPositive() ? 'SELL' : 'BUY',
      },
    ],
  });

const halted = ({ self, own }: ManualState, instead: string): Refusal => ({
  type: 'TRADING_HALTED',
  message: `${self} is HALTED (${own.reason}); ${instead}`,
});
