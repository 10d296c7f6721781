/**
 * Calls of something whose code comes later: `load` is asked for it at each call, and `ready` told once it is there.
 * They are made in the order in which they came, whenever that is; one whose loading fails is given up, and rejected.
 */
export function calledLater<Thing>(load: () => Promise<void>): {
  ready: (thing: Thing) => void;
  call: (how: (thing: Thing) => void) => Promise<void>;
} {
  const { promise, resolve } = Promise.withResolvers<Thing>();
  let last = Promise.resolve();
  return {
    ready: resolve,
    call: (how) => {
      const turn = last
        .then(load)
        .then(() => promise)
        .then(how);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
