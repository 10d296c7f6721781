/**
 * The query, asked when the part appears that shows it, whatever is known by then: just after something was paid, that
 * is of before.
 */
export const askedAnew = <Query extends object>(query: Query): Query & { refetchOnMount: 'always' } => ({
  ...query,
  refetchOnMount: 'always',
});
