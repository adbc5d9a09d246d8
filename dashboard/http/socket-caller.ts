import { type IncomingMessage, ServerResponse } from 'node:http';
import type Koa from 'koa';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { SignInNeeded } from '../problem.ts';
import type { Identification } from './identity.ts';

/** Who opens a socket, by the same key or session, address and protocol as any request; undefined for nobody. */
export const socketCaller =
  (app: Koa, identification: Identification) =>
  async (request: IncomingMessage): Promise<Caller | undefined> => {
    try {
      const { via, caller } = await identification.identify(app.createContext(request, new ServerResponse(request)));
      return via === 'nobody' ? undefined : caller;
    } catch (error) {
      if (error instanceof SignInNeeded) return undefined;
      throw error;
    }
  };
