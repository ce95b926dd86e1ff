-- Reads the events that a snapshot does not show, and the present snapshot; by events_order_idx. The
-- transaction of such an event was in progress in that snapshot, or began later.
WITH seen AS (
    SELECT $1::text::pg_snapshot AS snapshot
),
new AS (
    SELECT e.kind, e.article_id, e.payload ->> 'status' AS status
    FROM events e
    WHERE e.transaction_id >= (SELECT pg_snapshot_xmax(snapshot) FROM seen)
    UNION ALL
    SELECT e.kind, e.article_id, e.payload ->> 'status'
    FROM events e
    WHERE e.transaction_id = ANY (ARRAY(SELECT pg_snapshot_xip(snapshot) FROM seen))
)
SELECT pg_current_snapshot()::text, new.kind, new.article_id, new.status
FROM (VALUES (1)) AS always
LEFT JOIN new ON true
