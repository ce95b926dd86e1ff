-- Reads an approved comment that is not erased, with its site's salt, and keeps its status and text until the
-- transaction ends; by comments_id_idx.
SELECT c.site_id, c.article_id, c.revision, s.salt
FROM comments c
JOIN sites s ON s.site_id = c.site_id
WHERE c.comment_id = $1 AND c.status = 'approved' AND c.erased_at IS NULL
FOR SHARE OF c
