import { startApp } from './app/start.tsx';
import { createPageRoot } from './page-root.ts';

void startApp(createPageRoot());
