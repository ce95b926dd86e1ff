-- The sessions of an account. Refresh tokens are few, those of two weeks, so the build blocks
-- sign-ins for a moment only.
-- squawk-ignore-file require-concurrent-index-creation
SET LOCAL lock_timeout = '5s';

CREATE INDEX refresh_tokens_moderator_idx ON refresh_tokens (moderator_id, family_id);
