DROP INDEX duplicate_groups_site_idx;
