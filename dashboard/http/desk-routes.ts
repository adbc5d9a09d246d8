// The manual desk: opening one, its order ticket, its buttons.
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { type Desk, deskPath, desksOf } from '../copy-facts.ts';
import { copyFaultsOf } from '../copy-faults.ts';
import type { Draft, Faults } from '../draft.ts';
import { html } from '../html.ts';
import { manualDeskPage } from '../pages/manual-desk.ts';
import { deskChoices, openDeskPage } from '../pages/open-desk.ts';
import { deskQuestion } from '../parts/copy-commands.ts';
import { deskForm } from '../parts/copy-desk-form.ts';
import { ticketForm } from '../parts/copy-ticket.ts';
import { ActorNotFound, InvalidInput } from '../problem.ts';
import { FIRST_TICKET, ticketOrder } from '../ticket-draft.ts';
import { typedAmount } from '../typed-number.ts';
import {
  asksFirst,
  type CopyRouteDeps,
  done,
  leadTo,
  type Posted,
  readForm,
  rethrowUnlessRefused,
  showForm,
  toast,
} from './copy-forms.ts';
import { fromScript, showPage } from './page-routes.ts';
import { paramOf, type Routes } from './routes.ts';

export const deskRoutes = (routes: Routes, deps: CopyRouteDeps): void => {
  routes.post('/copy/open-desk', 'trade:command', (ctx, sources) => openDesk(ctx, readForm(ctx, sources, deps), deps));
  routes.post('/copy/desks/:desk/orders', 'trade:command', (ctx, sources) =>
    sendOrder(ctx, readForm(ctx, sources, deps), deps),
  );
  routes.post('/copy/desks/:desk/commands', 'trade:command', (ctx, sources) =>
    commandDesk(ctx, readForm(ctx, sources, deps), deps),
  );
  routes.post('/copy/desks/:desk/cancel/:order', 'trade:command', (ctx, sources) =>
    cancelOrder(ctx, readForm(ctx, sources, deps)),
  );
};

const openDesk = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const { draft, key, visit } = posted;
  const choices = await deskChoices(posted.sources.troupe);
  const refuse = (found: Faults): Promise<void> =>
    showForm(ctx, deps, {
      ...{ status: 422, page: openDeskPage, form: { ...choices, draft, faults: found, key }, posted },
      alone: (form) => deskForm(form, visit),
    });
  const faults = new Map<string, string>();
  const [lane, account] = [draft['lane'] ?? '', draft['account'] ?? ''];
  if (!choices.lanes.some((one) => one.lane === lane)) faults.set('lane', 'Choose the bars to trade on.');
  if (!choices.accounts.some((one) => one.account === account))
    faults.set('account', 'Choose the account to trade on.');
  const allocation = typedAmount(draft['allocation'] ?? '', 'allocation', faults);
  if (faults.size > 0) return refuse(faults);
  try {
    const { desk } = (await posted.sources.copying.give(key, {
      ...{ address: `account.${account}`, action: 'troupe.open-manual-desk', params: { lane, account, allocation } },
    })) as { desk: string };
    leadTo(ctx, posted, deskPath(desk));
  } catch (error) {
    rethrowUnlessRefused(error);
    await refuse(copyFaultsOf(error, draft, (name) => name));
  }
};

const sendOrder = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const { draft, key, visit } = posted;
  const desk = await deskIn(ctx, posted);
  const { address } = desk.view;
  const { order, faults } = ticketOrder(draft);
  if (faults.size > 0) return showTicket(ctx, posted, desk, deps, faults);
  try {
    await posted.sources.copying.give(key, { address, action: `${address}.order`, params: order });
  } catch (error) {
    rethrowUnlessRefused(error);
    return showTicket(
      ctx,
      posted,
      desk,
      deps,
      copyFaultsOf(error, everyField(draft), (name) => name),
    );
  }
  if (!fromScript(ctx)) return leadTo(ctx, posted, deskPath(address));
  posted.sources.troupe.forget();
  ctx.type = 'text/html; charset=utf-8';
  // A morph would keep what was typed.
  ctx.set('HX-Reswap', 'outerHTML');
  const fresh = { draft: FIRST_TICKET, faults: new Map<string, string>(), key: randomUUID() };
  ctx.body = String(html`${ticketForm(fresh, desk, visit)}${toast('The order was sent')}`);
};

const showTicket = async (
  ctx: Context,
  posted: Posted,
  desk: Desk,
  deps: CopyRouteDeps,
  faults: Faults,
): Promise<void> => {
  const { draft, key, visit } = posted;
  const ticket = { draft, faults, key };
  if (fromScript(ctx)) {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = String(ticketForm(ticket, desk, visit));
  } else {
    const load: typeof manualDeskPage.load = async (sources, at) => ({
      ...(await manualDeskPage.load(sources, at)),
      ticket,
    });
    await showPage(ctx, { ...manualDeskPage, load }, visit, posted.sources, deps);
  }
  ctx.status = 422;
};

/** A box that is not ticked is not sent; its fault is still its own. */
const everyField = (draft: Draft): Draft => ({ reduceOnly: '', postOnly: '', ...draft });

const DESK_COMMANDS: Readonly<Record<string, string>> = {
  pause: 'Paused: reduce-only orders alone',
  resume: 'Trading again',
  reset: 'Reset',
  close: 'Closing all that it holds',
};

const commandDesk = async (ctx: Context, posted: Posted, deps: CopyRouteDeps): Promise<void> => {
  const command = posted.draft['command'] ?? '';
  const words = Object.hasOwn(DESK_COMMANDS, command) ? DESK_COMMANDS[command] : undefined;
  if (words === undefined)
    throw new InvalidInput('command', `There is no command ${command === '' ? '(none given)' : command}.`);
  const desk = await deskIn(ctx, posted);
  const label = command === 'close' ? 'Close all' : 'Reset';
  if (asksFirst(ctx, deps, posted, { command, label, text: deskQuestion(command, desk) })) return;
  const { address } = desk.view;
  const params = command === 'close' ? {} : { reason: `${command} by ${posted.visitor.name}` };
  await posted.sources.copying.give(posted.key, { address, action: `${address}.${command}`, params });
  done(ctx, posted, words);
};

const cancelOrder = async (ctx: Context, posted: Posted): Promise<void> => {
  const { address } = (await deskIn(ctx, posted)).view;
  const params = { clientOrderId: paramOf(ctx, 'order') };
  await posted.sources.copying.give(posted.key, { address, action: `${address}.cancel`, params });
  done(ctx, posted, 'Cancelling the order');
};

/** Throws ACTOR_NOT_FOUND. */
const deskIn = async (ctx: Context, { sources }: Posted): Promise<Desk> => {
  const address = paramOf(ctx, 'desk');
  const desk = desksOf(await sources.troupe.list()).find(({ view }) => view.address === address);
  if (desk === undefined) throw new ActorNotFound(address);
  return desk;
};
