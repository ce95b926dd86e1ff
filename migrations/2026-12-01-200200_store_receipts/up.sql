-- What an answer is made anew from: ids and numbers, in place of the answer itself. Null for answers
-- that an instance of the release before stores.
SET LOCAL lock_timeout = '5s';

ALTER TABLE idempotency_keys ADD COLUMN receipt jsonb;
