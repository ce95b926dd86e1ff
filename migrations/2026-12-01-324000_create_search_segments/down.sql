DROP TABLE search_segments;
-- The release before must write the grams of marked rows.
UPDATE comment_search SET grams = NULL WHERE grams = '{-2147483648,-2147483648}';
ALTER TABLE comment_search DROP COLUMN segment, DROP COLUMN segment_grams;
