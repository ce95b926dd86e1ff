-- A keyed hash of the user agent that exchanged the token: for some seconds only this agent gets the
-- same successor again. Null for a token that is unused, or that an earlier release exchanged.
SET LOCAL lock_timeout = '5s';

ALTER TABLE refresh_tokens ADD COLUMN used_by bytea;
