-- The page rules of former policies under which some keys of addresses may still be computed, the
-- latest first: [{hash_routes, ignored_parameters}]. Empty when all keys were renewed.
SET LOCAL lock_timeout = '5s';

ALTER TABLE sites ADD COLUMN former_page_rules jsonb NOT NULL DEFAULT '[]';
