-- Removing an article checks for each of its comments that no reply and no group still points to it. Without these
-- each check reads all of the site.
CREATE INDEX comments_parent_idx ON comments (site_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX duplicate_groups_original_idx ON duplicate_groups (site_id, original_comment_id);
