-- No pending list: each probe of a segment would read it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS comment_search_segment_grams_idx ON comment_search USING gin (segment_grams) WITH (fastupdate = off) WHERE segment_grams IS NOT NULL;
