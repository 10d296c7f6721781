import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

export interface TestProxy {
  port: number;
  /** Connections of now go silent for ever, as when a cable is cut; new ones work. */
  silence: () => void;
  /**
   * Once `statement` has passed on a connection, the reply to the next thing that contains `then`, there, is lost, and
   * the connection with it. Without `then` it is the statement's own. Once.
   */
  loseReply: (statement: string, then?: string) => void;
  /** Ends every connection, and every new one at once, until it is mended. */
  cut: () => void;
  mend: () => void;
  stop: () => Promise<void>;
}

/** Relays TCP to a port or socket of this machine. */
export async function startProxy(target: NetConnectOpts): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let losing: { statement: string; then: string | undefined } | undefined;
  const server = createServer((near) => {
    if (isCut) {
      near.on('error', () => near.destroy());
      near.destroy();
      return;
    }
    const far = connect(target);
    near.pipe(far).pipe(near);
    let isMarked = false;
    near.on('data', (chunk: Buffer) => {
      if (!losing) return;
      isMarked ||= chunk.includes(losing.statement);
      if (!isMarked || !chunk.includes(losing.then ?? losing.statement)) return;
      losing = undefined;
      far.unpipe(near);
      far.once('data', () => {
        near.destroy();
        far.destroy();
      });
      far.resume();
    });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no port');
  return {
    port: address.port,
    silence() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    loseReply(statement, then) {
      losing = { statement, then };
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
