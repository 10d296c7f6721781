import { configurePages } from '../jest.pages.js';

export default configurePages({ runtime: 'automatic', importSource: 'preact' });
