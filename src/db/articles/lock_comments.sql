-- Locks an article's comments in the order of their ids, and counts them; by articles_id_idx and
-- comments_article_queue_idx.
SELECT count(*) AS comments
FROM (
    SELECT 1
    FROM comments
    WHERE (site_id, article_id) = (SELECT site_id, article_id FROM articles WHERE article_id = $1)
    ORDER BY comment_id
    FOR NO KEY UPDATE
) held
