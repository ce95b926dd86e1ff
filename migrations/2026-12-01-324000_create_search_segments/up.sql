-- The index of the search in segments: a bounded number of comments in the order of their ids, whose
-- grams are hashed together with the number of the segment. So a search reads one segment after the
-- other, and stops where its page is full.
--
-- The release before reads and writes `grams`. This release leaves the mark
-- '{-2147483648,-2147483648}' there when it writes `segment_grams`: the release before takes such a
-- comment for one that has too many grams, and compares its text. Whatever the release before writes
-- takes the mark away, and so the row is written anew.
SET LOCAL lock_timeout = '5s';

ALTER TABLE comment_search
    -- Stays when the comment is edited.
    ADD COLUMN segment integer,
    ADD COLUMN segment_grams integer[];

-- A segment spans all sites, as the queue does.
CREATE TABLE search_segments (
    segment integer PRIMARY KEY,
    -- How many comments got this segment. Removed ones count.
    comments integer NOT NULL,
    first_comment_id uuid NOT NULL,
    last_comment_id uuid NOT NULL
);
