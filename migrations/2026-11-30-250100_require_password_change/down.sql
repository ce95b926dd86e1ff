ALTER TABLE moderators DROP COLUMN password_change_required;
