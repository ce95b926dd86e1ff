-- The latest uses of each contact by other authors, and whether the contact is trusted; by
-- contacts_value_idx and contacts_trusted_idx. The position in an order, in place of plain
-- conditions, fits no other index, whatever the statistics say. OFFSET 0 keeps the question of trust
-- to one for each contact.
SELECT k.value_key, u.comment_id, u.author_key, u.created_at, x.is_trusted
FROM unnest($2::bytea[]) AS k (value_key)
CROSS JOIN LATERAL (
    SELECT EXISTS (
        SELECT 1
        FROM contacts t
        WHERE t.site_id = (SELECT $1::uuid) AND t.value_key = k.value_key AND t.is_trusted
    ) AS is_trusted
    OFFSET 0
) x
CROSS JOIN LATERAL (
    SELECT t.comment_id, t.author_key, t.created_at
    FROM contacts t
    WHERE t.site_id = (SELECT $1::uuid)
        AND (t.value_key, t.created_at) >= (k.value_key, (SELECT $3::timestamptz))
        AND t.value_key <= k.value_key
        AND t.author_key <> $4
        AND t.comment_id <> $5
    ORDER BY t.site_id DESC, t.value_key DESC, t.created_at DESC
    LIMIT 50
) u
ORDER BY k.value_key, u.created_at, u.comment_id
