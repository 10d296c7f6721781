import { configurePages } from '../jest.pages.js';
import { run } from '../jest.run.js';

export const suite = configurePages({ runtime: 'automatic', importSource: 'preact' });

export default { ...run, ...suite };
