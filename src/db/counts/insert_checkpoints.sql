-- Inserts checkpoints into the gaps around some positions; members of lists by
-- comments_approved_idx and comments_replies_idx, changes and checkpoints by their primary keys.
WITH gaps AS (
    SELECT DISTINCT l.site_id, l.list_id, coalesce(m.before, 0) AS before,
        coalesce(m.comment_id, '00000000-0000-0000-0000-000000000000') AS first,
        coalesce(e.comment_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AS stop
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS l (site_id, list_id, comment_id)
    LEFT JOIN LATERAL (
        SELECT comment_id, before
        FROM tally_marks
        WHERE site_id = l.site_id AND list_id = l.list_id AND comment_id <= l.comment_id
        ORDER BY comment_id DESC
        LIMIT 1
    ) m ON true
    LEFT JOIN LATERAL (
        SELECT comment_id
        FROM tally_marks
        WHERE site_id = l.site_id AND list_id = l.list_id AND comment_id > l.comment_id
        ORDER BY comment_id
        LIMIT 1
    ) e ON true
)
INSERT INTO tally_marks (site_id, list_id, comment_id, before)
SELECT g.site_id, g.list_id, n.comment_id, g.before + n.passed - coalesce((
    SELECT sum(t.change)
    FROM tally_changes t
    WHERE t.site_id = g.site_id AND t.list_id = g.list_id
        AND t.comment_id >= g.first AND t.comment_id < n.comment_id
), 0)
FROM gaps g
CROSS JOIN LATERAL (
    SELECT comment_id, row_number() OVER (ORDER BY comment_id) - 1 AS passed,
        count(*) OVER () AS members
    FROM (
        (
            SELECT comment_id
            FROM comments
            WHERE site_id = g.site_id AND article_id = g.list_id AND status = 'approved'
                AND comment_id >= g.first AND comment_id < g.stop
            ORDER BY comment_id
            LIMIT 64 * $4
        )
        UNION ALL
        (
            SELECT comment_id
            FROM comments
            WHERE site_id = g.site_id AND parent_id = g.list_id AND visible
                AND comment_id >= g.first AND comment_id < g.stop
            ORDER BY comment_id
            LIMIT 64 * $4
        )
    ) places
) n
WHERE n.passed > 0 AND n.passed % $4 = 0 AND n.members - n.passed >= $4
