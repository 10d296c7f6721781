import { z } from 'zod';

// zod compiles its schemas with `new Function` where it may; our CSP says no, and the browser would complain aloud.
z.config({ jitless: true });
