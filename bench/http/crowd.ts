// A crowd as a process of its own: its plan on standard input, its figures on standard output.
// C1. Each member has a connection of its own that is kept alive, and asks again some time after it was answered.
// C2. A response's time is from when the request is handed to the connection until its last byte is here.
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { seededRandom, type Random } from '../../runtime/random.ts';
import { quantile, rounded } from '../support.ts';
import type { CrowdFigures, CrowdMember, CrowdPlan } from './crowd-plan.ts';

const MOST_FAILURES = 20;
const REQUEST_TIMEOUT_MS = 30_000;

class Crowd {
  private readonly plan: CrowdPlan;
  private readonly random: Random;
  private readonly times = new Map<string, number[]>();
  private readonly failures: string[] = [];
  private failed = 0;
  private bytes = 0;
  private streams = 0;
  private streamMessages = 0;
  private streamBytes = 0;
  private isMeasured = false;
  private isOver = false;

  constructor(plan: CrowdPlan) {
    this.plan = plan;
    this.random = seededRandom(plan.seed);
  }

  async run(): Promise<CrowdFigures> {
    const { members, warmMs, measuredMs } = this.plan;
    for (const [index, member] of members.entries()) void this.live(member, (warmMs * 0.5 * index) / members.length);
    await sleep(warmMs);
    this.isMeasured = true;
    await sleep(measuredMs);
    this.isOver = true;
    const all = [...this.times.values()].flat();
    const spread = (values: readonly number[]) => ({
      p50Ms: rounded(quantile(values, 0.5)),
      p99Ms: rounded(quantile(values, 0.99)),
    });
    return {
      ...{ requests: all.length, failed: this.failed, ...spread(all), maxMs: rounded(quantile(all, 1)) },
      ...{ bytes: this.bytes, streams: this.streams, streamMessages: this.streamMessages },
      ...{ streamBytes: this.streamBytes, failures: this.failures },
      paths: Object.fromEntries(
        Array.from(this.times, ([path, values]) => [path, { requests: values.length, ...spread(values) }]),
      ),
    };
  }

  private async live(member: CrowdMember, startMs: number): Promise<void> {
    await sleep(startMs);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 }); // C1
    if (member.stream !== undefined) this.open(member);
    for (let turn = Math.floor(this.random.next() * member.paths.length); !this.isOver; turn += 1) {
      await this.ask(agent, member, member.paths[turn % member.paths.length]!);
      await sleep(-Math.log(1 - this.random.next()) * this.plan.thinkMs);
    }
  }

  private async ask(agent: Agent, { token }: CrowdMember, path: string): Promise<void> {
    const from = performance.now();
    const isCounted = this.isMeasured;
    try {
      const answer = await this.request(path, { agent, headers: headersOf(token), timeout: REQUEST_TIMEOUT_MS });
      const body = await text(answer);
      if (!isCounted || this.isOver) return;
      if (answer.statusCode !== 200) return this.fail(`${path}: ${answer.statusCode} ${body.slice(0, 200)}`);
      const name = path.replace(/\?.*/, '').replace(/strategies\/[^/]+/, 'strategies/:id');
      let times = this.times.get(name);
      if (times === undefined) this.times.set(name, (times = []));
      times.push(performance.now() - from); // C2
      this.bytes += body.length;
    } catch (error) {
      if (isCounted && !this.isOver) this.fail(`${path}: ${String(error)}`);
    }
  }

  private request(path: string, options: Parameters<typeof get>[1]): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = get(new URL(path, this.plan.url), options, resolve);
      request.on('timeout', () => request.destroy(new Error('timed out')));
      request.on('error', reject);
    });
  }

  private open({ token, stream }: CrowdMember): void {
    if (stream === undefined) return;
    if ('sse' in stream) void this.listen(token, stream.sse);
    else this.subscribe(token, stream.socket, stream.topics);
  }

  private async listen(token: string, path: string): Promise<void> {
    try {
      const stream = await this.request(path, { agent: new Agent(), headers: headersOf(token) });
      if (stream.statusCode !== 200) return this.fail(`${path}: ${stream.statusCode}`);
      this.streams += 1;
      stream.on('data', (chunk: Buffer) => this.heard(chunk.length));
      stream.on('close', () => this.left(path));
    } catch (error) {
      this.fail(`${path}: ${String(error)}`);
    }
  }

  private subscribe(token: string, path: string, topics: readonly string[]): void {
    const { url } = this.plan;
    const socket = new WebSocket(new URL(path, url.replace('http', 'ws')), {
      headers: { ...headersOf(token), origin: new URL(url).origin },
      perMessageDeflate: false,
    });
    socket.on('open', () => {
      this.streams += 1;
      for (const topic of topics) socket.send(JSON.stringify({ op: 'subscribe', id: topic, topic }));
    });
    socket.on('message', (data: Buffer) => this.heard(data.length));
    socket.on('error', (error) => this.fail(`${path}: ${String(error)}`));
    socket.on('close', (code) => this.left(`${path} (${code})`));
  }

  private heard(bytes: number): void {
    if (!this.isMeasured || this.isOver) return;
    this.streamMessages += 1;
    this.streamBytes += bytes;
  }

  private left(path: string): void {
    if (this.isOver) return;
    this.streams -= 1;
    this.fail(`${path}: the stream ended`);
  }

  private fail(words: string): void {
    if (this.isMeasured) this.failed += 1;
    if (this.failures.length < MOST_FAILURES) this.failures.push(words);
  }
}

const headersOf = (token: string): Record<string, string> => ({
  cookie: `troupe_session=${token}`,
  accept: 'text/html,application/json,text/event-stream',
});

const plan = JSON.parse(await text(process.stdin)) as CrowdPlan;
process.stdout.write(JSON.stringify(await new Crowd(plan).run()));
process.exit();
