import { z } from 'zod';

/** Setting for additional request headers. An invalid name would make every preflight fail. */

export const corsSettings = {
  CORS_HEADERS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((name) => name !== ''))
    .refine((names) => names.every((name) => /^[!#$%&'+.^_`|~0-9A-Za-z-]{1,100}$/.test(name)), {
      error: 'must be names of request headers, separated by commas; `*` is not allowed',
    })
    .transform((names) => names.map((name) => name.toLowerCase())),
};
