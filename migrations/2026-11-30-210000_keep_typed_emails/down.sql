ALTER TABLE moderators DROP COLUMN typed_email;
