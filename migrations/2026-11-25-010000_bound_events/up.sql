-- Events are kept for a time only. Up to where they were removed, so that a follower who comes from before that is told;
-- and in which numbering of transactions the feed stands: a database that was restored elsewhere begins another one.
ALTER TABLE installation
    ADD COLUMN events_epoch integer NOT NULL DEFAULT 1,
    ADD COLUMN events_removed_transaction xid8 NOT NULL DEFAULT '0',
    ADD COLUMN events_removed_event bigint NOT NULL DEFAULT 0;
