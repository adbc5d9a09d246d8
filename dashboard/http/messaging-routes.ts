import { InvalidInput } from '../problem.ts';
import { domId } from '../html.ts';
import { messagingPage } from '../pages/messaging.ts';
import { leadOn, type PeopleRouteDeps, tryForm } from './people-forms.ts';
import { paramOf, type Routes } from './routes.ts';

/** What is done with dead letters, and an actor's dump as a file. */
export const messagingRoutes = (routes: Routes, deps: PeopleRouteDeps): void => {
  for (const deed of ['requeue', 'discard'] as const) {
    routes.post(`/messaging/letters/:letter/${deed}`, 'topology:command', (ctx, sources) => {
      const id = paramOf(ctx, 'letter');
      const act = async (draft: Readonly<Record<string, string | undefined>>): Promise<void> => {
        const reason = (draft['reason'] ?? '').trim();
        if (reason === '') throw new InvalidInput('reason', 'Say why.');
        if (reason.length > 300) throw new InvalidInput('reason', 'At most 300 characters.');
        await sources.messaging.change(deed, { id, reason });
        leadOn(ctx, '/messaging');
      };
      return tryForm(ctx, sources, { page: messagingPage, of: domId(deed, id), fields: ['reason'], act }, deps);
    });
  }

  routes.post('/actors/:address/dump', 'topology:command', async (ctx, { inspection }) => {
    const address = paramOf(ctx, 'address');
    const dump = await inspection.dump(address);
    ctx.attachment(`dump-${address.replace(/[^\w.-]/g, '_')}.json`);
    ctx.set({ 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
    ctx.body = `${JSON.stringify(dump, null, 2)}\n`;
  });
};
