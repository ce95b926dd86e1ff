-- Deletes the events up to a place in the feed, itself included; by events_order_idx.
DELETE FROM events
WHERE (transaction_id, event_id) <= ($1::text::xid8, $2)
