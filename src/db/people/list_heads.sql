-- Comments without their texts; by comments_id_idx.
SELECT c.comment_id, s.name AS site, c.article_id, a.title AS article_title, c.parent_id, c.status,
    c.author_name, c.author_email, c.author_website, c.author_ip_hash,
    c.moderator_id IS NOT NULL AS is_moderator, c.created_at, c.edited_at,
    (SELECT count(*) FROM reports p WHERE p.site_id = c.site_id AND p.comment_id = c.comment_id) AS report_count,
    (SELECT count(*) FROM decisions d WHERE d.site_id = c.site_id AND d.comment_id = c.comment_id) AS decision_count
FROM comments c
JOIN sites s ON s.site_id = c.site_id
JOIN articles a ON a.site_id = c.site_id AND a.article_id = c.article_id
WHERE c.comment_id = ANY((SELECT $1::uuid[])::uuid[])
ORDER BY c.comment_id
