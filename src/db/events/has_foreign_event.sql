-- Reads an event whose transaction this database has not begun; by events_order_idx.
SELECT event_id
FROM events
WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
LIMIT 1
