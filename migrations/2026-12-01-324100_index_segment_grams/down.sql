DROP INDEX CONCURRENTLY IF EXISTS comment_search_segment_grams_idx;
