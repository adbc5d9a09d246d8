// Who comes in at a node, when the first people are there.
import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { DataSource } from 'typeorm';
import { DEMO_PEOPLE, firstAdmin, operatorKey, seedDemo } from '../../actors/people/first-people.ts';
import { keysOf } from '../../actors/people/keys.ts';
import type { PeopleDeps } from '../../actors/people/people-deps.ts';
import { addressBlocks } from '../../adapters/addresses/address-blocks.ts';
import { smtpMailer } from '../../adapters/mail/smtp-mailer.ts';
import { keepOperatorKey } from '../../adapters/operator-key/operator-key.ts';
import { argon2Hasher } from '../../adapters/passwords/argon2-hasher.ts';
import { postgresAttempts } from '../../adapters/postgres/attempt-counters.ts';
import { clusterId } from '../../adapters/postgres/data-source.ts';
import { postgresPeople } from '../../adapters/postgres/people.ts';
import { postgresSessions } from '../../adapters/postgres/sessions.ts';
import { redisSessions } from '../../adapters/redis/session-store.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { Ground } from './ground.ts';
import type { NodePlan } from './node-plan.ts';

/** Who comes in at this node: what the service people works with, when the first people are there. */
export async function peopleOn(ground: Ground, plan: NodePlan, source: DataSource): Promise<PeopleDeps> {
  const { environment, log, onEnd } = ground;
  const { mail, signUp, redisUrl } = environment;
  const mailer = mail && smtpMailer(mail);
  onEnd(() => mailer?.close());
  const shared =
    plan.line && redisUrl !== undefined
      ? redisSessions({ url: redisUrl, log, keyPrefix: `troupe:${await clusterId(source)}:` })
      : undefined;
  onEnd(() => shared?.close());
  const deps: PeopleDeps = {
    ...{ clock: systemClock(), log, signUp, mailer, isDemo: plan.demo, addresses: addressBlocks, randomBytes },
    ...{ store: postgresPeople(source), hasher: argon2Hasher(), counters: postgresAttempts(source) },
    sessions: shared ?? postgresSessions(source),
  };
  if (plan.demo && (await seedDemo(deps))) process.stdout.write(demoText());
  const admin = await firstAdmin(deps);
  if (admin !== null)
    process.stdout.write(`The first admin is ${admin.user}, the password ${admin.password} (shown this once)\n`);
  await keyForCommands(ground, deps);
  return deps;
}

/** Keeps a key for this machine's command line; without one the node works on. */
async function keyForCommands({ environment, log }: Ground, deps: PeopleDeps): Promise<void> {
  const { host, dataDir } = environment;
  const local = ['127.0.0.0/8', '::1', ...(isIP(host) === 0 || isUnspecified(host) ? [] : [host])];
  await keepOperatorKey({
    dataDir,
    isGood: async (key) => (await keysOf(deps).caller({ key, ip: '127.0.0.1' })) !== null,
    make: () => operatorKey(deps, local),
  }).catch((error: unknown) => {
    log.warn({ part: 'people', dataDir, error: errorMessage(error) }, 'the command line gets no key of this node');
  });
}

const isUnspecified = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Whether only this machine can reach an address; a demonstration's passwords are good for nobody else. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || addressBlocks.holds(['127.0.0.0/8', '::1'], host);

const demoText = (): string =>
  `People of the demonstration, whose passwords everybody knows (TROUPE_DEMO=off leaves them out):\n${DEMO_PEOPLE.map(
    ({ user, password, roles }) => `  ${user.padEnd(6)} ${password.padEnd(20)} ${roles.join(', ')}\n`,
  ).join('')}`;
