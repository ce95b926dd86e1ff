DROP INDEX CONCURRENTLY IF EXISTS comment_search_unsegmented_idx;
