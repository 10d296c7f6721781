import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

export interface TestProxy {
  port: number;
  /** Connections of now go silent for ever, as when a cable is cut; new ones work. */
  silence: () => void;
  /** Ends every connection, and every new one at once, until it is mended. */
  cut: () => void;
  mend: () => void;
  stop: () => Promise<void>;
}

/** Relays TCP to a port or socket of this machine. */
export async function startProxy(target: NetConnectOpts): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.on('error', () => near.destroy());
      near.destroy();
      return;
    }
    const far = connect(target);
    near.pipe(far).pipe(near);
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
