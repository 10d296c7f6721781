import type { Server as HttpServer } from 'node:http';
import { Server, type DefaultEventsMap } from 'socket.io';
import type { Config } from '../config.ts';
import { isOriginAllowed } from '../http/origin.ts';
import { invariant } from '../lib/invariant.ts';
import type { Logger } from '../lib/logger.ts';
import type { Poller } from '../lib/poller.ts';
import {
  admitSockets,
  type AdmissionRules,
  type EventsBetweenNodes,
  type EventsToBrowser,
  type SocketData,
} from './admission.ts';
import { createBus, hintsMissed, type LocalBus } from './bus.ts';
import { createLatest } from './gather-latest.ts';
import type { Live } from './live.ts';
import { connectPubSub } from './redis-pubsub.ts';

type Sockets = Server<DefaultEventsMap, EventsToBrowser, EventsBetweenNodes, SocketData>;

export interface Gateway {
  live: Live;
  bus: LocalBus;
  /** Lets sockets in; before that the gateway only knows how to send. */
  open: (rules: AdmissionRules) => void;
  /** Drops this node's sockets in a way that makes browsers connect again, to whatever node is there. */
  dropSockets: () => Promise<void>;
  /** Drops the sockets and leaves the other nodes: nothing is sent or heard afterwards. */
  close: () => Promise<void>;
}

interface GatewayOptions {
  config: Pick<Config, 'publicUrl' | 'production' | 'redisUrl'>;
  httpServer: HttpServer;
  logger: Logger;
  recheckMs?: number;
}

const cutOffTopic = 'live:cut-off';

/**
 * Socket.IO at `/socket.io`: browsers are told what changed, and send nothing. With a Redis, events and the bus
 * reach every node; while it is away they reach this one.
 */
export function createGateway({ config, httpServer, logger, recheckMs = 30_000 }: GatewayOptions): Gateway {
  const io: Sockets = new Server({
    serveClient: false,
    // Browsers have nothing to say beyond the handshake.
    maxHttpBufferSize: 10_000,
    connectTimeout: 10_000,
    allowRequest: (req, decide) => {
      decide(null, isOriginAllowed(req.headers, config));
    },
  });
  const pubSub =
    config.redisUrl === undefined
      ? undefined
      : connectPubSub({
          url: config.redisUrl,
          logger,
          onResubscribed: (missed) => {
            bus.deliver(hintsMissed, missed);
          },
        });
  if (pubSub) io.adapter(pubSub.adapter);
  const visitors = io.of('/public');

  const bus = createBus(
    (topic, payload) => {
      if (pubSub) io.serverSideEmit('bus', topic, payload);
    },
    logger,
    pubSub?.watch,
  );
  io.on('bus', (topic, payload) => {
    bus.deliver(topic, payload);
  });
  bus.on(cutOffTopic, (payload) => {
    if (isRoom(payload)) io.local.in(payload.room).disconnectSockets(true);
  });

  const isOccupied = (room: string) => io.sockets.adapter.rooms.has(room);
  const latest = createLatest({
    isOccupied,
    send: ({ room, event, payload }) => io.local.to(room).emit(event, payload),
    sendToOthers: pubSub && ((events) => io.serverSideEmit('latest', events)),
  });
  io.on('latest', latest.receive);

  const live: Live = {
    emit(room, event, payload) {
      if (room === 'public') {
        invariant(event === 'plans:updated', 'visitors are told about plans only');
        visitors.emit(event, payload);
      } else {
        io.to(room).emit(event, payload);
      }
    },
    emitHere(room, event, payload) {
      io.local.to(room).emit(event, payload);
    },
    emitLatest(room, event, key, payload, version) {
      latest.offer({ room, event, key, payload, version });
    },
    // What the other nodes' browsers listen to is not known here.
    isHeard: (room) => pubSub !== undefined || isOccupied(room),
    cutOff(room) {
      bus.publish(cutOffTopic, { room });
    },
  };

  let rechecks: Poller | undefined;
  let isAttached = false;
  let isClosed = false;
  // Not io.close(): that would close the port too, which is not ours.
  const dropSockets = () => {
    if (isAttached) io.engine.close();
    return Promise.resolve();
  };

  return {
    live,
    bus,
    open(rules) {
      rechecks = admitSockets(io.sockets, { ...rules, logger, recheckMs });
      // Socket.IO wraps the request listener that it finds, which is there from the first moment on.
      io.attach(httpServer);
      isAttached = true;
    },
    dropSockets,
    async close() {
      if (isClosed) return;
      isClosed = true;
      await dropSockets();
      await rechecks?.stop();
      latest.close();
      for (const namespace of [io.sockets, visitors]) await namespace.adapter.close();
      pubSub?.close();
    },
  };
}

function isRoom(payload: unknown): payload is { room: string } {
  return (
    typeof payload === 'object' && payload !== null && 'room' in payload && typeof payload.room === 'string'
  );
}
