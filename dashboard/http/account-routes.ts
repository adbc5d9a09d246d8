import { returnPath } from './page-routes.ts';
import type { Routes } from './routes.ts';
import { leadOn } from './people-forms.ts';
import type { Log, WallClock } from '../face.ts';
import type { TroupeReads } from '../troupe-reads.ts';

/** A new account is up within a moment; longer nobody waits for it. */
const PATIENCE_MS = 4_000;
const LOOK_MS = 100;

/** Opens the paper account that somebody begins with; asked for twice, it is one. */
export const accountRoutes = (
  routes: Routes,
  { clock, log }: { readonly clock: WallClock; readonly log: Log },
): void => {
  routes.post('/accounts', 'trade:command', async (ctx, { call, caller, troupe }) => {
    const { account } = (await call('troupe.open-account', {})) as { readonly account: string };
    log.info({ account, by: caller.user }, 'account opened');
    await shown(troupe, account, clock);
    leadOn(ctx, returnPath(ctx));
  });
};

/** Until the account is among those that are up, so the page that follows has it. */
const shown = async (troupe: TroupeReads, account: string, clock: WallClock): Promise<void> => {
  const until = clock.now() + PATIENCE_MS;
  for (;;) {
    troupe.forget();
    const known = await troupe.accounts().catch(() => []);
    if (known.some((one) => one.account === account) || clock.now() >= until) return;
    await new Promise<void>((resolve) => clock.setTimer(LOOK_MS, resolve));
  }
};
