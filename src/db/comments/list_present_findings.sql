-- Reads the findings about the present texts of some comments; by comments_id_idx and the primary
-- key of findings.
SELECT f.*
FROM comments c
JOIN findings f
    ON f.site_id = c.site_id AND f.comment_id = c.comment_id AND f.revision = c.revision
WHERE c.comment_id = ANY($1)
ORDER BY f.comment_id, f.position
