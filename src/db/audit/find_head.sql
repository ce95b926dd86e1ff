-- Reads the end of the chain: its last seal, or its last anchor if nothing was sealed since; by the
-- primary keys. `is_foreign`: the numbers of transactions are those of another database, from which
-- this one was restored.
SELECT position, hash, horizon::text AS horizon, floor,
    horizon > pg_snapshot_xmax(pg_current_snapshot()) AS is_foreign
FROM (
    (SELECT position, hash, horizon, floor FROM audit_seals ORDER BY position DESC LIMIT 1)
    UNION ALL
    (SELECT position, hash, '0'::xid8, 0 FROM audit_anchors ORDER BY position DESC LIMIT 1)
) ends
ORDER BY position DESC
LIMIT 1
