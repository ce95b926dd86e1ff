-- The role that serves may append decisions and change none. Erasing a person needs one exception,
-- so this function, which runs as the owner of the tables, empties what staff wrote about comments
-- that are erased, and can do nothing else. The names in its body are resolved now, not by the
-- search path of a caller.
SET LOCAL lock_timeout = '5s';

CREATE FUNCTION empty_decision_texts(site uuid, erased uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE decisions d
    SET reason = NULL, note = NULL
    FROM comments c
    WHERE d.site_id = site AND d.comment_id = ANY(erased)
        AND (d.reason IS NOT NULL OR d.note IS NOT NULL)
        AND c.site_id = d.site_id AND c.comment_id = d.comment_id AND c.erased_at IS NOT NULL;
END;
REVOKE ALL ON FUNCTION empty_decision_texts(uuid, uuid[]) FROM PUBLIC;
