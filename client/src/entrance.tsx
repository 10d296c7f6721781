import { showToVisitors } from './visitors.tsx';

void showToVisitors();
