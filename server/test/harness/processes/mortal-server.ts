import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../database/database.ts';
import { startServerProcess, type ServerProcess } from './processes.ts';

/** A server in a process of its own, which tests kill and start again, and its database, which stays. */
export class MortalServer {
  readonly client: pg.Client;
  readonly #database: TestDatabase;
  #process: ServerProcess;

  private constructor(database: TestDatabase, client: pg.Client, process: ServerProcess) {
    this.#database = database;
    this.client = client;
    this.#process = process;
  }

  static async start(): Promise<MortalServer> {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    return new MortalServer(database, client, await startServerProcess(database.connectionString));
  }

  get connectionString(): string {
    return this.#database.connectionString;
  }

  /** Where the process that runs now listens; another one after `startAgain`. */
  get url(): string {
    return this.#process.url;
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }

  async startAgain(): Promise<void> {
    this.#process = await startServerProcess(this.connectionString);
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.client.end();
    await this.#database.drop();
  }

  /** How many rows there are of what follows `from`. */
  async count(from: string): Promise<number> {
    const { rows } = await this.client.query<{ count: string }>(`select count(*) from ${from}`);
    return Number(rows[0]?.count);
  }

  /** Holds the rows that a statement locks, so that what needs them is under way, however fast it is. */
  async hold(statement: string, values: unknown[] = []): Promise<{ release: () => Promise<void> }> {
    const holder = new pg.Client({ connectionString: this.connectionString });
    await holder.connect();
    await holder.query('begin');
    await holder.query(statement, values);
    return { release: () => holder.end() };
  }
}

/** Starts one for the tests of this file. */
export function useMortalServer(): () => MortalServer {
  let server: MortalServer | undefined;
  beforeAll(async () => {
    server = await MortalServer.start();
  });
  afterAll(() => server?.stop());
  return () => {
    if (!server) throw new Error('The server starts with the first test');
    return server;
  };
}
