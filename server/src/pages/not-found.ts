import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import { createPageHeaders } from '../http/page-headers.ts';
import { inlineStylesOf } from './inline-styles.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>Not found · 页面不存在</title>
    <style>
      body {
        background: light-dark(#fafaf9, #0c0a09);
        color: light-dark(#1c1917, #fafaf9);
        font: 16px/1.6 Inter, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', sans-serif;
        margin: 20vh auto 0;
        max-width: 400px;
        padding: 0 20px;
      }
      h1 { font-size: 28px; font-weight: 600; margin: 0 0 8px; }
      p { margin: 0 0 40px; }
      a { color: light-dark(#0f766e, #2dd4bf); }
    </style>
  </head>
  <body>
    <h1>There is no such page</h1>
    <p><a href="/en/">Go to the start</a></p>
    <h1 lang="zh-CN">页面不存在</h1>
    <p lang="zh-CN"><a href="/zh-CN/">返回首页</a></p>
  </body>
</html>
`;

/** For people who look for a page that is not there; programs, and whatever is below `/api`, get a problem. */
export function createNotFound(config: Pick<Config, 'publicUrl'>): RequestHandler {
  const pageHeaders = createPageHeaders(config, { styles: inlineStylesOf(page) });
  return (req, res, next) => {
    const isForPeople = req.method === 'GET' && req.accepts(['json', 'html']) === 'html';
    if (!isForPeople || req.path.startsWith('/api')) {
      next();
      return;
    }
    pageHeaders(req, res, () => {
      res.status(404).type('html').send(page);
    });
  };
}
