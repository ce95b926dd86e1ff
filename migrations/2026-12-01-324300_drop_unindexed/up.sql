-- comment_search_unsegmented_idx serves the same condition, so a post writes one entry as before.
DROP INDEX CONCURRENTLY IF EXISTS comment_search_unindexed_idx;
