// Q3. A pool listens to a connection while it lies idle, and whoever borrows it while they have it. Between the two, within
//     one chunk of what the server sends, nobody does: a server's last words right behind an answer would end the process.
import pg from 'pg';

/** A client whose loss is never an unheard error: its next query rejects, and its pool lets go of it. */
export class Client extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined); // Q3
  }
}
