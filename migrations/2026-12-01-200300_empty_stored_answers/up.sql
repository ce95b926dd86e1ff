-- Stored answers hold texts, names, email addresses and guest tokens. They are emptied, and so are
-- never replayed; the keys stay, so that a request that is sent again does not take effect twice.
-- The table has the answers of one day.
SET LOCAL lock_timeout = '5s';

UPDATE idempotency_keys SET body = '' WHERE octet_length(body) > 0;
