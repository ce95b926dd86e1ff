CREATE INDEX CONCURRENTLY IF NOT EXISTS comment_search_unindexed_idx ON comment_search (comment_id) WHERE grams IS NULL;
