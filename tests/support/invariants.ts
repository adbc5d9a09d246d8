// I2, I3, I5 recomputed from first records: the journals and streams of a MemoryStore, and what its live actors say.
import type { JournalEvent } from '../../runtime/ports/actor-store.ts';
import { reviveFill, reviveOrder, type AccountEvent, type Posting } from '../../actors/domain/account-event.ts';
import { decimal } from '../../actors/domain/decimal.ts';
import { Ledger } from '../../actors/domain/ledger.ts';
import { ledgerEntries } from '../../actors/domain/ledger-entry.ts';
import type { Fill } from '../../actors/domain/order.ts';
import { applyOrderEvent, initializedOrder, type WorkingOrder } from '../../actors/domain/working-order.ts';
import { reportsStream, type ExecutionReport } from '../../actors/protocol.ts';
import type { MemoryStore } from './memory-store.ts';
import type { TroupeInMemory } from './troupe-in-memory.ts';

const payload = (event: JournalEvent): AccountEvent => event.payload as AccountEvent;

/** Fills of an account in the order they were booked. */
export const fillsOf = (store: MemoryStore, monitor: string): Fill[] =>
  store
    .events(monitor)
    .flatMap((event) => (event.type === 'order.filled' ? [reviveFill((event.payload as { fill: Fill }).fill)] : []));

/** Every order of an account as its journal leaves it. Throws on a transition that the state machine does not know. */
export function ordersOf(store: MemoryStore, monitor: string): Map<string, WorkingOrder> {
  const orders = new Map<string, WorkingOrder>();
  for (const event of store.events(monitor).map(payload)) {
    if (event.type === 'order.initialized')
      orders.set(event.order.clientOrderId, initializedOrder(reviveOrder(event.order)));
    else if (event.type === 'order.filled') {
      const fill = reviveFill(event.fill);
      orders.set(fill.clientOrderId, applyOrderEvent(orders.get(fill.clientOrderId)!, { type: 'order.filled', fill }));
    } else if (event.type === 'order.updated') {
      const triggerPrice = decimal(event.triggerPrice);
      orders.set(event.clientOrderId, applyOrderEvent(orders.get(event.clientOrderId)!, { ...event, triggerPrice }));
    } else if (event.type.startsWith('order.') && 'clientOrderId' in event) {
      orders.set(event.clientOrderId, applyOrderEvent(orders.get(event.clientOrderId)!, event));
    }
  }
  return orders;
}

/** All that is wrong with the records of a troupe, in words; empty when the invariants hold. */
export function faultsOf(troupe: TroupeInMemory): string[] {
  const { store, cast } = troupe;
  const faults: string[] = [];
  for (const [actor, { events }] of store.actors) {
    events.forEach(
      ({ seq }, index) => seq !== index + 1 && faults.push(`I5: ${actor}: event ${seq} at place ${index + 1}`),
    );
  }
  for (const [stream, entries] of store.streams) {
    entries.forEach(
      ({ seq }, index) => seq !== index + 1 && faults.push(`I5: ${stream}: entry ${seq} at place ${index + 1}`),
    );
  }
  for (const [account, { subscriptions }] of Object.entries(cast.accounts)) {
    faults.push(...accountFaults(troupe, account, Object.keys(subscriptions)));
  }
  return faults;
}

function accountFaults(troupe: TroupeInMemory, account: string, subscriptions: readonly string[]): string[] {
  const { store } = troupe;
  const monitor = `risk-monitor.${account}`;
  const faults: string[] = [];
  const events = store.events(monitor).map(payload);
  const once = (ids: readonly string[], what: string): void => {
    const seen = new Set<string>();
    for (const id of ids) if (seen.size === seen.add(id).size) faults.push(`I2: ${what} ${id} is there twice`);
  };
  const fills = fillsOf(store, monitor);
  once(
    events.flatMap((event) => (event.type === 'order.initialized' ? [event.order.clientOrderId] : [])),
    'order',
  );
  once(
    fills.map(({ fillId }) => fillId),
    'fill',
  );
  once(
    events.flatMap((event) => ('transactionId' in event ? [event.transactionId] : [])),
    'transaction',
  );
  try {
    ordersOf(store, monitor);
  } catch (error) {
    faults.push(`orders: ${String(error)}`);
  }

  const ledger = new Ledger();
  for (const event of events) {
    if (!('postings' in event)) continue;
    const time = event.type === 'order.filled' ? event.fill.time : event.time;
    const postings = event.postings.map((posting): Posting => ({ ...posting, amount: decimal(posting.amount) }));
    ledger.post(ledgerEntries({ transactionId: event.transactionId, account, time, postings }));
    if (event.type === 'fee.charged') ledger.witnessFees({ account, actor: event.actor, currency: 'USD' }, event.word);
  }
  for (const fill of fills) ledger.witness(fill, 'USD');
  const { actors } = troupe.status(monitor).state as { actors?: { address: string; cash: string; quantity: string }[] };
  const instrumentOf = (address: string): string => fills.find(({ actor }) => actor === address)?.instrument ?? '';
  const positions = (actors ?? []).map(({ address, quantity }) => ({
    account,
    actor: address,
    instrument: instrumentOf(address),
    quantity: decimal(quantity),
  }));
  faults.push(
    ...ledger
      .check({ positions: positions.filter(({ instrument }) => instrument !== '') })
      .map((fault) => JSON.stringify(fault)),
  );

  for (const { address, cash, quantity } of actors ?? []) {
    const booked = ledger.cashOf(account, address, 'USD');
    if (!booked.eq(cash)) faults.push(`I3: ${address}: the ledger has ${booked}, its risk monitor ${cash}`);
    const reported = (store.streams.get(reportsStream(address)) ?? []).flatMap(({ payload: body }) => {
      const report = body as ExecutionReport;
      return report.kind === 'filled' ? [report.fill.fillId] : [];
    });
    const filled = fills.flatMap(({ actor, fillId }) => (actor === address ? [fillId] : []));
    if (reported.join() !== filled.join())
      faults.push(`${address} was told of ${reported.length} fills, ${filled.length} were booked`);
    if (!subscriptions.includes(address.slice('subscription.'.length))) continue;
    const { state, lifecycle } = troupe.status(address);
    if (lifecycle !== 'running') continue;
    if (state['cash'] !== cash)
      faults.push(`${address} thinks it has ${String(state['cash'])}, its risk monitor says ${cash}`);
    if (state['quantity'] !== quantity)
      faults.push(`${address} thinks it holds ${String(state['quantity'])}, its risk monitor says ${quantity}`);
  }
  return faults;
}

/** What a run comes to, the same for every schedule of crashes (I7): fills, orders, positions, cash, as exact text. */
export function outcomeOf(troupe: TroupeInMemory): Record<string, unknown> {
  const { store, cast } = troupe;
  const outcome: Record<string, unknown> = {};
  for (const account of Object.keys(cast.accounts)) {
    const monitor = `risk-monitor.${account}`;
    const byActor = (lines: readonly { actor: string; line: string }[]): Record<string, string[]> => {
      const sorted: Record<string, string[]> = {};
      for (const { actor, line } of lines) (sorted[actor] ??= []).push(line);
      return Object.fromEntries(Object.entries(sorted).sort(([left], [right]) => (left < right ? -1 : 1)));
    };
    const { actors, unallocated, denialsByCode } = troupe.status(monitor).state as {
      actors?: { address: string }[];
      unallocated?: string;
      denialsByCode?: object;
    };
    outcome[account] = {
      fills: byActor(fillsOf(store, monitor).map((fill) => ({ actor: fill.actor, line: fillLine(fill) }))),
      orders: byActor(
        [...ordersOf(store, monitor).values()].map((working) => ({
          actor: working.order.actor,
          line: orderLine(working),
        })),
      ),
      actors: [...(actors ?? [])].sort((left, right) => (left.address < right.address ? -1 : 1)),
      unallocated,
      denialsByCode,
    };
  }
  return outcome;
}

const fillLine = ({ fillId, time, side, price, quantity, commission }: Fill): string =>
  `${new Date(time).toISOString()} ${side} ${quantity} @ ${price} commission ${commission} (${fillId})`;

const orderLine = ({ order, state, filled }: WorkingOrder): string =>
  `${order.clientOrderId} #${order.position} ${order.side} ${order.type} ${order.quantity} limit ${order.limitPrice} trigger ${order.triggerPrice} ${state} filled ${filled}`;
