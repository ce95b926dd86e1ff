-- Whether the owner of an account must choose a new password before anything else: somebody else
-- knows the present one, or a machine printed it. Instances of the release before ignore it.
SET LOCAL lock_timeout = '5s';

ALTER TABLE moderators ADD COLUMN password_change_required boolean NOT NULL DEFAULT false;
