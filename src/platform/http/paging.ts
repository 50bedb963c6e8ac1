import { z } from 'zod';

/** Query of a paged list: an opaque cursor from the previous page, and how many rows at most. */
export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** A page: rows, and the cursor of the next page or null at the end. */
export function pageOf<T extends z.ZodType>(
  row: T,
): z.ZodObject<{ items: z.ZodArray<T>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(row), nextCursor: z.string().nullable() });
}
