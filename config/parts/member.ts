// A node of a cluster: what it speaks through, and whom it believes.
import type { Part } from '../../actors/troupe/troupe.service.ts';
import { memberSeal } from '../../adapters/nats/caller-seal.ts';
import { readIdentity } from '../../adapters/nats/identity.ts';
import { NatsTransporter } from '../../adapters/nats/nats-transporter.ts';
import { signedPackets } from '../../adapters/nats/signed-packets.ts';
import { absentCache } from '../../adapters/redis/absent-cache.ts';
import { redisCache } from '../../adapters/redis/redis-cache.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { NodeArguments } from '../cluster-arguments.ts';
import type { Ground } from './ground.ts';
import type { ClusterLine } from './node-plan.ts';
import { startNode } from './node.ts';

/** Joins a cluster as one of its nodes; resolves with what its user is told. */
export async function startMember(ground: Ground, args: NodeArguments): Promise<string> {
  const { role, node, databaseUrl } = args;
  const url = await startNode(ground, {
    ...{ node, role, databaseUrl, line: lineOf(ground, args), demo: ground.environment.demo ?? false },
    ...(role === 'worker' && { first: { help: false } }),
  });
  return role === 'gateway'
    ? `Troupe is up: ${url}   (paper trading; a gateway of the cluster)`
    : `Troupe node is up: ${node}   (health and metrics: ${url})`;
}

function lineOf({ environment, log }: Ground, { node, keysDir, natsUrl }: NodeArguments): ClusterLine {
  const clock = systemClock();
  const identity = readIdentity(keysDir, node);
  const signed = signedPackets({ identity, clock, log });
  const { ca: caFile, cert: certFile, key: keyFile } = environment.natsTls ?? {};
  const transporter = new NatsTransporter({
    ...{ url: natsUrl, identity, log },
    ...(environment.natsTls && {
      tls: { ...(caFile && { caFile }), ...(certFile && { certFile }), ...(keyFile && { keyFile }) },
    }),
  });
  const { redisUrl } = environment;
  return {
    broker: { transporter, middlewares: [signed.middleware] },
    cacheFor: (cluster) =>
      redisUrl === undefined ? absentCache() : redisCache({ url: redisUrl, log, keyPrefix: `troupe:${cluster}:` }),
    dropped: () => signed.dropped(),
    seal: memberSeal(identity, clock),
    roleOf: (other) => identity.members.get(other)?.role,
    parts: () => [natsPart(transporter.problem()), droppedPart(signed.dropped())],
  };
}

const natsPart = (problem: string | undefined): Part => ({
  ...{ part: 'nats', ok: problem === undefined, isSpare: true },
  detail: problem === undefined ? 'answers' : `${problem}: actors of other nodes cannot be reached`,
});

const droppedPart = (dropped: Readonly<Record<string, number>>): Part => {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  const detail =
    reasons.length === 0
      ? 'no packet was dropped'
      : `packets dropped: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')}`;
  return { part: 'packets', ok: reasons.length === 0, detail, isSpare: true };
};
