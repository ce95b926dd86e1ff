-- The email of an account as it was typed, for showing it. The column email holds the key of the
-- mailbox: lower case, and A-labels in the domain. It is null for accounts that an earlier release
-- made; their email is shown as it is stored.
SET LOCAL lock_timeout = '5s';

ALTER TABLE moderators ADD COLUMN typed_email text;
