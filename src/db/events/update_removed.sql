-- Records the place up to which events were removed; the table has one row.
UPDATE installation
SET events_removed_transaction = $1::text::xid8, events_removed_event = $2
