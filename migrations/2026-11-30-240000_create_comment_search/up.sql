-- What the search of the queue reads: one row for each comment, of its present revision. A comment
-- that an instance of the release before wrote has no row until a loop has added it.
SET LOCAL lock_timeout = '5s';

-- There is no foreign key: it would be checked by each post. Removing an article removes the rows of
-- its comments, and the loop that adds rows locks their comments meanwhile.
CREATE TABLE comment_search (
    site_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    -- By which rules the text and the name were folded.
    search_version smallint NOT NULL,
    -- The search forms of the text and of the author's name. Compared byte by byte, in any database.
    body text COLLATE "C" NOT NULL,
    author text COLLATE "C" NOT NULL,
    -- Hashes of all windows of a few characters of both; empty until a loop has written them.
    grams integer[],
    PRIMARY KEY (site_id, comment_id)
);

-- Only a loop writes grams, so it is the loop that empties the pending list, never a post. A short
-- list, because each search reads it.
CREATE INDEX comment_search_grams_idx ON comment_search USING gin (grams)
    WITH (fastupdate = on, gin_pending_list_limit = 1024) WHERE grams IS NOT NULL;
CREATE INDEX comment_search_unindexed_idx ON comment_search (comment_id) WHERE grams IS NULL;

-- How far a walk over all comments has come that adds missing rows, when the last walk ended, and
-- the version for which all comments have rows.
ALTER TABLE installation
    ADD COLUMN search_version smallint NOT NULL DEFAULT 0,
    ADD COLUMN search_walked_to uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN search_walked_at timestamptz;
