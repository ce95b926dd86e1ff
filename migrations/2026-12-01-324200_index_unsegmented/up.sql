-- Serves the condition of the release before, too: grams IS NULL.
CREATE INDEX CONCURRENTLY IF NOT EXISTS comment_search_unsegmented_idx ON comment_search (comment_id) WHERE grams IS NULL OR grams <> '{-2147483648,-2147483648}'::integer[];
