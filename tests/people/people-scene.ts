// The service people on a database of its own, with a clock that is set by hand and a hasher that is quick and counts.
import { randomBytes } from 'node:crypto';
import { ServiceBroker } from 'moleculer';
import type { DataSource } from 'typeorm';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { Role } from '../../actors/domain/people/role.ts';
import type { PeopleActions, SignedIn } from '../../actors/people-views.ts';
import type { PeopleDeps } from '../../actors/people/people-deps.ts';
import { peopleService } from '../../actors/people/people.service.ts';
import type { PasswordHasher } from '../../actors/ports/password-hasher.ts';
import { addressBlocks } from '../../adapters/addresses/address-blocks.ts';
import { argon2Hasher } from '../../adapters/passwords/argon2-hasher.ts';
import { postgresAttempts } from '../../adapters/postgres/attempt-counters.ts';
import { openDataSource } from '../../adapters/postgres/data-source.ts';
import { postgresPeople } from '../../adapters/postgres/people.ts';
import { postgresSessions } from '../../adapters/postgres/sessions.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { expect } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';

const START = Date.parse('2026-03-02T10:00:00Z');
export const PASSWORD = 'a password of some length';
/** Quick: nobody guards anything with it. */
export const QUICK = { memoryCost: 64, timeCost: 1 };

export interface PeopleScene {
  readonly source: DataSource;
  readonly deps: PeopleDeps;
  readonly broker: ServiceBroker;
  /** How often the hasher was asked to compare. */
  readonly verified: { count: number };
  clock: number;
  call<Name extends keyof PeopleActions>(
    name: Name,
    params: Parameters<PeopleActions[Name]>[0],
    caller?: Caller,
  ): Promise<ReturnType<PeopleActions[Name]>>;
  /** An account that is there without having signed up. */
  add(user: string, roles?: readonly Role[], email?: string | null): Promise<Caller>;
  signIn(user: string, more?: { password?: string; code?: string; ip?: string }): Promise<SignedIn>;
  auditText(): Promise<string>;
  close(): Promise<void>;
}

export const from = (ip = '192.0.2.1') => ({ ip, agent: 'a test' });
export const refusedAs = (type: string, data: object = {}): Error =>
  expect.objectContaining({
    type,
    ...(Object.keys(data).length > 0 && { data: expect.objectContaining(data) as object }),
  }) as Error;

export async function peopleScene(overrides: Partial<PeopleDeps> = {}): Promise<PeopleScene> {
  const database = await freshDatabase();
  const source = await openDataSource({ url: database.url });
  const verified = { count: 0 };
  const quick = argon2Hasher(QUICK);
  const hasher: PasswordHasher = {
    hash: (password) => quick.hash(password),
    verify: (hash, password) => {
      verified.count += 1;
      return quick.verify(hash, password);
    },
  };
  const state = { clock: START };
  const deps: PeopleDeps = {
    ...{ clock: { now: () => state.clock }, log: silentLog, hasher, randomBytes, addresses: addressBlocks },
    ...{ store: postgresPeople(source), sessions: postgresSessions(source), counters: postgresAttempts(source) },
    ...{ signUp: 'invite', isDemo: false },
    ...overrides,
  };
  const broker = new ServiceBroker({ logger: false, nodeID: 'gateway-1', skipProcessEventRegistration: true });
  broker.createService(peopleService(deps));
  await broker.start();
  const hashed = quick.hash(PASSWORD);
  const scene: PeopleScene = {
    ...{ source, deps, broker, verified },
    get clock() {
      return state.clock;
    },
    set clock(at) {
      state.clock = at;
    },
    call: (name, params, caller) =>
      broker.call(`people.${name}`, params, caller === undefined ? {} : { meta: { caller } }),
    async add(user, roles = ['user'], email = null) {
      await source.query(
        'INSERT INTO users (name, roles, email, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)',
        [user, roles, email, await hashed, new Date(state.clock)],
      );
      return { user, roles };
    },
    signIn: (user, { password = PASSWORD, code, ip } = {}) =>
      scene.call('sign-in', { user, password, ...(code !== undefined && { code }), origin: from(ip) }),
    auditText: async () => JSON.stringify(await source.query('SELECT * FROM audit')),
    async close() {
      await broker.stop();
      await source.destroy();
      await database.drop();
    },
  };
  return scene;
}
