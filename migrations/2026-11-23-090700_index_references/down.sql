DROP INDEX duplicate_groups_original_idx;
DROP INDEX comments_parent_idx;
