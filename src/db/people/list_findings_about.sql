-- The findings about some texts; by comments_id_idx and the primary key.
SELECT f.site_id, f.comment_id, f.revision, f.position, f.phase, f.code, f.severity, f.evidence
FROM unnest($1::uuid[], $2::integer[]) AS t (comment_id, revision)
JOIN comments c ON c.comment_id = t.comment_id
JOIN findings f ON f.site_id = c.site_id AND f.comment_id = c.comment_id AND f.revision = t.revision
ORDER BY f.comment_id, f.revision, f.position
