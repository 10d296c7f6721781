import type { Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';

/** What a camera would read of the code on the page: each of its dark modules is a square of some pixels. */
export async function readCode(page: Page): Promise<string> {
  const scale = 4;
  const code = page.getByRole('img', { name: /^QR code/ });
  const modules = Number((await code.getAttribute('viewBox'))?.split(' ')[2]);
  const side = modules * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  const path = (await code.locator('path').last().getAttribute('d')) ?? '';
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row += 1) {
      const start = ((Number(y) * scale + row) * side + Number(x) * scale) * 4;
      for (let pixel = 0; pixel < scale; pixel += 1) data.fill(0, start + pixel * 4, start + pixel * 4 + 3);
    }
  }
  return decodeQR({ width: side, height: side, data });
}
