import { jobs } from '../../../src/features.ts';

/** Of every job of the product. */
export const jobNames: readonly string[] = jobs.map(({ name }) => name);
