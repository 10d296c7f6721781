/**
 * Calls back whenever the plan list may have changed: after each (re)connection, since events are lost in between,
 * and on each event; and once where there is no connection to be had. Rejects when the socket's code can't be fetched.
 */
export async function watchPlans(onChange: () => void): Promise<void> {
  const { io } = await import('socket.io-client');
  const socket = io('/public', { transports: ['websocket', 'polling'], tryAllTransports: true });
  socket.on('connect', onChange);
  socket.once('connect_error', onChange);
  socket.on('plans:updated', onChange);
}
