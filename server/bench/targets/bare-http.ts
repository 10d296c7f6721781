import { createServer } from 'node:http';
import { announce, answer } from './announce.ts';

/** Ceiling: what node:http answers with nothing on top. */
const server = createServer((req, res) => {
  req.resume().on('end', () => {
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(answer);
  });
});
announce(server);
