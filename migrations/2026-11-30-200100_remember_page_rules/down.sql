ALTER TABLE sites DROP COLUMN former_page_rules;
