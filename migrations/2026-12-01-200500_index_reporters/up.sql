-- Reports that still have the hash of their reader's network address, which has 32 bytes; a report
-- that lost it has its own id in its place. Reports are few, so the build blocks readers who report
-- for a moment only.
-- squawk-ignore-file require-concurrent-index-creation
SET LOCAL lock_timeout = '5s';

CREATE INDEX reports_addresses_idx ON reports (created_at) WHERE octet_length(reporter_key) = 32;
