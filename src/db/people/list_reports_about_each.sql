-- The last reports about each of some comments; by reports_comment_idx.
SELECT r.comment_id, r.reason, r.detail, r.created_at
FROM unnest($1::uuid[]) AS c (comment_id)
CROSS JOIN LATERAL (
    SELECT t.comment_id, t.report_id, t.reason, t.detail, t.created_at
    FROM reports t
    WHERE t.comment_id = c.comment_id
    ORDER BY t.report_id DESC
    LIMIT 100
) r
ORDER BY r.comment_id, r.report_id
