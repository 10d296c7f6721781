import { expect, it } from '@jest/globals';
import { useCreditsServer } from '../../harness/credits-server.ts';

const node = useCreditsServer();

it('tells what actions cost, to people and to keys, by name in both languages', async () => {
  await node().price({ video_generation: 12, face_swap: 3 });
  const { token } = await node().person(0);
  for (const options of [{ token }, {}]) {
    expect((await node().get('/credits/prices', options)).body.data).toEqual([
      { action: 'face_swap', name: { en: 'face_swap', 'zh-CN': 'face_swap' }, amount: 3 },
      {
        action: 'video_generation',
        name: { en: 'video_generation', 'zh-CN': 'video_generation' },
        amount: 12,
      },
    ]);
  }
});
