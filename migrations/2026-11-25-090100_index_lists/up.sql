-- The groups of one site, the largest first.
CREATE INDEX duplicate_groups_site_idx ON duplicate_groups (site_id, state, size DESC, duplicate_group_id DESC);
