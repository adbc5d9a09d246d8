// N1. Each connection attempt, refusal and loss is told; the node waits for NATS as long as it takes.
// N2. Without NATS a remote call fails at once, one under way too: nothing is kept to be sent later, when it would be stale.
// N3. A node that NATS does not let hear does not go on: it says which subject is denied and asks again until it may.
// N4. A connection that is lost is closed, and a new one is made: the client's own reconnecting leaves behind, still open,
//     every dial that a frozen server did not answer in time, and packets then arrive more than once.
// N5. Whatever NATS delivers or refuses, its reader lives on: an exception in a callback would end it, silently.
import { setTimeout as pause } from 'node:timers/promises';
import { type NatsConnection, type TlsOptions, connect, Events, nkeyAuthenticator } from 'nats';
import { Transporters } from 'moleculer';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { NodeIdentity } from './identity.ts';

export interface NatsTransporterDeps {
  /** `nats://host:port`, or several with commas; `tls://` insists on TLS. */
  readonly url: string;
  readonly identity: Pick<NodeIdentity, 'node' | 'seed'>;
  /** `caFile`, `certFile`, `keyFile` as the package `nats` takes them. */
  readonly tls?: TlsOptions;
  readonly log: Log;
  /** Told what keeps the node from speaking or hearing, and undefined when it is over. */
  readonly onProblem?: (problem: string | undefined) => void;
}

const RETRY_MS = 250;
const JITTER_MS = 250;
const DENIED_RETRY_MS = 2_000;
const DENIED_PUBLISH_MS = 30_000;
const DIAL_TIMEOUT_MS = 3_000;
const PING_MS = 5_000;
const PINGS_OUT = 2;
const FAREWELL_MS = 500;

/** Moleculer's NATS transporter without its traps; give it to the broker as `transporter`. */
export class NatsTransporter extends Transporters.Base {
  readonly #deps: NatsTransporterDeps;
  readonly #denied = new Set<string>();
  #client: NatsConnection | undefined;
  #away: string | undefined = 'NATS has not been reached yet';
  #told: string | undefined;
  #closing = false;

  constructor(deps: NatsTransporterDeps) {
    super({});
    this.#deps = deps;
  }

  /** What keeps this node from speaking or hearing; undefined when nothing does. */
  problem(): string | undefined {
    if (this.#away !== undefined) return this.#away;
    if (this.#denied.size === 0) return undefined;
    return `NATS does not allow ${this.#deps.identity.node} ${[...this.#denied].join(', ')}; make nats.conf again with npm run nats-config and reload NATS`;
  }

  override async connect(): Promise<void> {
    this.#closing = false;
    const client = await this.#dial();
    if (client === undefined) return;
    this.#client = client;
    this.#back();
    void this.#follow(client);
    void client.closed().then((error) => this.#closed(client, error));
    // Who is there says so when Moleculer asks; a call to one who is not would wait for its timeout.
    this.#others().forEach((id) => this.transit.discoverer.remoteNodeDisconnected(id, true));
    await this.onConnected(false);
  }

  override async disconnect(): Promise<void> {
    this.#closing = true;
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // A flush without a connection waits for the next one.
    if (this.connected) await Promise.race([client.flush().catch(() => undefined), pause(FAREWELL_MS)]);
    this.connected = false;
    await client.close();
  }

  override async subscribe(command: string, nodeID?: string): Promise<void> {
    const client = this.#client;
    const subject = this.getTopicName(command, nodeID);
    while (client !== undefined && client === this.#client && !(await this.#listens(client, command, subject)))
      await pause(DENIED_RETRY_MS); // N3
  }

  override async send(topic: string, data: Buffer): Promise<void> {
    if (this.#client === undefined || !this.connected)
      throw new ActorError('NATS_UNAVAILABLE', `${topic} cannot be sent: ${this.#away ?? 'NATS is away'}`, { topic }); // N2
    try {
      this.#client.publish(topic, data);
    } catch (error) {
      throw new ActorError('PACKET_REFUSED', `${data.length} bytes to ${topic}: ${errorMessage(error)}`, {
        topic,
        bytes: data.length,
      });
    }
  }

  override subscribeBalancedRequest(): Promise<void> {
    return unbalanced();
  }

  override subscribeBalancedEvent(): Promise<void> {
    return unbalanced();
  }

  /** Tries until NATS lets this node in; undefined when the broker was stopped meanwhile. */
  async #dial(): Promise<NatsConnection | undefined> {
    const { url, identity, tls } = this.#deps;
    const addresses = url.split(',').map((address) => new URL(address));
    const insists = addresses.some(({ protocol }) => protocol === 'tls:');
    const servers = addresses.map(({ host }) => host);
    while (!this.#closing) {
      try {
        return await connect({
          servers,
          name: identity.node,
          authenticator: nkeyAuthenticator(Buffer.from(identity.seed)),
          ...((tls !== undefined || insists) && { tls: tls ?? {} }),
          noEcho: true,
          reconnect: false, // N4
          timeout: DIAL_TIMEOUT_MS,
          pingInterval: PING_MS,
          maxPingOut: PINGS_OUT,
        });
      } catch (error) {
        this.#gone(`NATS at ${servers.join(', ')} ${reasonOf(error)}`); // N1
        await pause(RETRY_MS + Math.random() * JITTER_MS);
      }
    }
    return undefined;
  }

  async #follow(client: NatsConnection): Promise<void> {
    for await (const status of client.status()) {
      if (client !== this.#client) return;
      if (status.type === Events.Disconnect) this.#lost('the connection to NATS is lost');
      if (status.type !== Events.Error) continue;
      const { permissionContext: denied, data } = status;
      if (denied === undefined) this.#deps.log.warn({ part: 'nats', error: data }, 'NATS reports an error');
      else if (denied.operation === 'publish') this.#mayNotPublish(denied.subject);
    }
  }

  #others(): string[] {
    const available = this.broker.registry.nodes.list({ onlyAvailable: true });
    return available.filter(({ local }) => !local).map(({ id }) => id);
  }

  #lost(why: string): void {
    this.#gone(why);
    if (!this.connected) return;
    this.connected = false;
    this.#others().forEach((id) => this.transit.removePendingRequestByNodeID(id)); // N2
    void this.broker.broadcastLocal('$transporter.disconnected', { graceFul: false });
  }

  #closed(client: NatsConnection, error: void | Error): void {
    if (this.#closing || client !== this.#client) return;
    this.#client = undefined;
    this.#lost(`the connection to NATS was closed (${errorMessage(error ?? 'by NATS')})`);
    void this.connect().catch((failure: unknown) => this.#gone(errorMessage(failure))); // N4
  }

  /** Subscribes; false when NATS denies it. */
  async #listens(client: NatsConnection, command: string, subject: string): Promise<boolean> {
    const state = { denied: false, settled: false };
    client.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) return void this.#hear(command, Buffer.from(message.data));
        state.denied = true; // N5
        this.#denied.add(`to hear ${subject}`);
        this.#tell();
        // Denied later, by a NATS that came back or read its file again; the client has forgotten the subscription.
        if (state.settled) setTimeout(() => void this.subscribe(command, nodeOf(subject)), DENIED_RETRY_MS);
      },
    });
    await client.flush().catch(() => undefined); // NATS answers in order: a denial comes before the pong.
    state.settled = true;
    if (state.denied) return false;
    if (this.#denied.delete(`to hear ${subject}`)) this.#tell();
    return true;
  }

  async #hear(command: string, data: Buffer): Promise<void> {
    try {
      await this.receive(command, data);
    } catch (error) {
      this.#deps.log.error({ part: 'nats', command, error: errorMessage(error) }, 'a packet could not be handled'); // N5
    }
  }

  /** Nobody tells when publishing is allowed again, so a denial is over when it has not come again for a while. */
  #mayNotPublish(subject: string): void {
    const denial = `to publish ${subject}`;
    if (this.#denied.has(denial)) return;
    this.#denied.add(denial);
    this.#tell();
    setTimeout(() => {
      this.#denied.delete(denial);
      this.#tell();
    }, DENIED_PUBLISH_MS).unref();
  }

  #gone(why: string): void {
    this.#away = why;
    this.#tell();
  }

  #back(): void {
    this.#away = undefined;
    this.#tell();
  }

  #tell(): void {
    const problem = this.problem();
    if (problem === this.#told) return;
    this.#told = problem;
    const facts = { part: 'nats', node: this.#deps.identity.node };
    if (problem === undefined) this.#deps.log.info(facts, 'NATS carries this node');
    else this.#deps.log.warn(facts, problem);
    this.#deps.onProblem?.(problem);
  }
}

const reasonOf = (error: unknown): string =>
  /authorization/i.test(errorMessage(error))
    ? "does not let this node in: its nats.conf does not have this node's key (npm run nats-config)"
    : `cannot be reached (${errorMessage(error)})`;

const nodeOf = (subject: string): string | undefined => subject.split('.')[2];

const unbalanced = (): Promise<void> =>
  Promise.reject(
    new Error('NATS queues (disableBalancer) are not used: Moleculer chooses the node, and packets name it'),
  );
