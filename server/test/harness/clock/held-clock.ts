import pg from 'pg';

/** The clock that reading statements of a database ask, in a test's hands; writing functions keep their own. */
export class HeldClock {
  readonly #owner: pg.Client;

  private constructor(owner: pg.Client) {
    this.#owner = owner;
  }

  /** Lays it into a database; `close` it before that is dropped. Until `hold`, it goes as others do. */
  static async of(connectionString: string): Promise<HeldClock> {
    const owner = new pg.Client({ connectionString });
    await owner.connect();
    await owner.query(`
      create schema clocks;
      create table clocks.held (at timestamptz not null);
      grant usage on schema clocks to public;
      grant select on clocks.held to public;
      create function clocks.statement_timestamp() returns timestamptz language sql stable as
        $$ select coalesce((select at from clocks.held), pg_catalog.statement_timestamp()) $$`);
    return new HeldClock(owner);
  }

  /** Connections made with this go by it. */
  through(connectionString: string): string {
    const url = new URL(connectionString);
    url.searchParams.set('options', '-c search_path=clocks,pg_catalog,public');
    return url.href;
  }

  /** It stands at this instant from now on. */
  async hold(at: Date | string): Promise<void> {
    await this.#owner.query('with gone as (delete from clocks.held) insert into clocks.held values ($1)', [
      at,
    ]);
  }

  /** It goes as others do again. */
  async release(): Promise<void> {
    await this.#owner.query('delete from clocks.held');
  }

  close(): Promise<void> {
    return this.#owner.end();
  }
}
