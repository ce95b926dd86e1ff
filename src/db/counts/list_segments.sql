-- Counts the approved comments after a position, by list; by comments_approved_idx.
SELECT site_id, list_id, count(*) AS members,
    (array_agg(comment_id ORDER BY comment_id DESC))[1] AS comment_id
FROM (
    SELECT site_id, article_id AS list_id, comment_id
    FROM comments
    WHERE status = 'approved'
        AND (site_id, article_id, comment_id) > ($1, $2, $3)
    ORDER BY site_id, article_id, comment_id
    LIMIT $4
) places
GROUP BY site_id, list_id
ORDER BY site_id, list_id
