-- Moves events of transactions that this database has not begun before all others; by
-- events_order_idx.
UPDATE events
SET transaction_id = '0'
WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())
