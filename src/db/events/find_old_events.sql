-- Reads the oldest events and whether each is older than some days; by events_order_idx.
SELECT transaction_id::text::bigint AS transaction, event_id,
    created_at < now() - make_interval(days => $1) AS is_old
FROM events
WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY transaction_id, event_id
LIMIT $2
