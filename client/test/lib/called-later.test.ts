import { expect, test } from '@jest/globals';
import { calledLater } from '../../src/lib/called-later.ts';

function record() {
  const said: string[] = [];
  const say = (text: string) => (shown: string[]) => void shown.push(text);
  return { said, say };
}

test('what is said the moment it can be comes after what has waited for it', async () => {
  const { said, say } = record();
  const { ready, call } = calledLater<string[]>(() => Promise.resolve());
  const waiting = [call(say('80%')), call(say('95%'))];
  await Promise.resolve();
  ready(said);
  await Promise.all([...waiting, call(say('100%'))]);
  expect(said).toEqual(['80%', '95%', '100%']);
});

test('what could not be loaded is given up, and what is said later is not', async () => {
  const { said, say } = record();
  let isAway = true;
  const { ready, call } = calledLater<string[]>(() =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(),
  );
  await expect(call(say('lost'))).rejects.toThrow('away');
  isAway = false;
  ready(said);
  await call(say('shown'));
  expect(said).toEqual(['shown']);
});
