-- How many stand in a list before a place of it, for every few hundred of them: whoever counts begins at the nearest
-- mark. There are two kinds of lists: the approved comments of an article, where list_id is the article, and the shown
-- replies to a comment, where it is the comment. A short list has no marks and is counted as it stands.
CREATE TABLE tally_marks (
    site_id uuid NOT NULL,
    list_id uuid NOT NULL,
    -- Smaller ids stand before the mark. The comment itself may be gone by now.
    comment_id uuid NOT NULL,
    -- But for the changes that are not folded yet.
    before bigint NOT NULL,
    PRIMARY KEY (site_id, list_id, comment_id)
) WITH (fillfactor = 70);

-- Who came to a list or left it, written by the transaction that did it, so that nobody waits for a count. A loop
-- folds them into the marks.
CREATE TABLE tally_changes (
    site_id uuid NOT NULL,
    list_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    change smallint NOT NULL,
    PRIMARY KEY (site_id, list_id, comment_id, sequence),
    CONSTRAINT tally_changes_is_one CHECK (change IN (1, -1))
);

-- Marks for the comments that are there: one for each 256, and none near the end of a list.
INSERT INTO tally_marks (site_id, list_id, comment_id, before)
SELECT site_id, list_id, comment_id, before FROM (
    SELECT site_id, article_id AS list_id, comment_id, row_number() OVER list - 1 AS before,
        count(*) OVER (PARTITION BY site_id, article_id) AS members
    FROM comments WHERE status = 'approved'
    WINDOW list AS (PARTITION BY site_id, article_id ORDER BY comment_id)
    UNION ALL
    SELECT site_id, parent_id, comment_id, row_number() OVER list - 1,
        count(*) OVER (PARTITION BY site_id, parent_id)
    FROM comments WHERE visible AND parent_id IS NOT NULL
    WINDOW list AS (PARTITION BY site_id, parent_id ORDER BY comment_id)
) places WHERE before > 0 AND before % 256 = 0 AND members - before >= 256;
