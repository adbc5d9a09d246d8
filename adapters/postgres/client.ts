// Q3. A pool listens to a connection while it lies idle, and whoever borrows it while they have it. Between the two, within
//     one chunk of what the server sends, nobody does: a server's last words right behind an answer would end the process.
// Q4. A link that swallows packets answers nothing and says nothing. A connection whose answer is overdue is given up, and
//     with it whatever is asked on it, so nobody waits for ever and the pool opens another.
import pg from 'pg';

const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;
/** Of what nobody can say how long it takes: a change of the schema, a look at all that there is. */
const LONG_MS = 3_600_000;
const LONG = '/* may take long */ ';

/** How long an answer may take, milliseconds. */
export interface Patience {
  ms: number;
}

export const patience = (ms = ANSWER_MS): Patience => ({ ms });
export const longPatience = (): Patience => ({ ms: LONG_MS });

/** A statement that is waited for long on any connection. */
export const patiently = (text: string): string => `${LONG}${text}`;

/** A client whose loss is never an unheard error, and whose silence ends: a query rejects then, and its pool lets go of it. */
export class Client extends pg.Client {
  private readonly patience: Patience;

  constructor(config: pg.ClientConfig & { readonly patience?: Patience } = {}) {
    super({ ...config, keepAlive: true, connectionTimeoutMillis: config.connectionTimeoutMillis ?? CONNECT_MS });
    this.patience = config.patience ?? patience();
    this.on('error', () => undefined); // Q3
    const plain = this.query.bind(this) as (...asked: unknown[]) => unknown;
    this.query = ((...asked: unknown[]) => {
      const answer = plain(...asked);
      if (answer instanceof Promise) this.expect(answer, asked[0]);
      return answer;
    }) as pg.Client['query'];
  }

  /** Q4. */
  private expect(answer: Promise<unknown>, asked: unknown): void {
    const text = typeof asked === 'string' ? asked : (asked as pg.QueryConfig).text;
    const isLong = text.startsWith(LONG);
    const overdue = setTimeout(() => void this.end(), isLong ? LONG_MS : this.patience.ms);
    const stop = (): void => clearTimeout(overdue);
    answer.then(stop, stop);
  }
}
