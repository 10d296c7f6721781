import { createServer } from 'node:http';
import express from 'express';
import { announce, answer } from './announce.ts';

/** Ceiling: Express as it comes, with a JSON body and an answer of the same size. */
const app = express();
const body: unknown = JSON.parse(answer);
app.use(express.json());
app.use((_req, res) => {
  res.json(body);
});
announce(createServer(app));
