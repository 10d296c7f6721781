/** The data of an answer, written as JSON in its envelope once, however often it is sent. */
export class RenderedData<Data> {
  readonly json: string;
  /** For the compiler alone: what the text says. */
  declare protected readonly data: Data;

  constructor(data: Data) {
    this.json = JSON.stringify({ ok: true, data });
  }
}
