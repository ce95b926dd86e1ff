-- When the comment was emptied because its author's data were erased. Instances of the release
-- before show such a comment with an empty name and an empty text.
SET LOCAL lock_timeout = '5s';

ALTER TABLE comments ADD COLUMN erased_at timestamptz;
