-- The columns come back empty. No release reads them.
ALTER TABLE duplicate_members
    ADD COLUMN matched_comment_id uuid,
    ADD COLUMN kind text,
    ADD COLUMN similarity real,
    ADD COLUMN containment real,
    ADD COLUMN same_author boolean,
    ADD CONSTRAINT duplicate_members_kind_is_known CHECK (kind IN ('exact', 'near'));
