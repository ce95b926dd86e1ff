-- The page rules of a site, locked against all that reads them to write an address; by the primary
-- key. Comments may be posted meanwhile.
SELECT coalesce(policy -> 'pages', '{}') AS pages, former_page_rules, policy_version
FROM sites
WHERE site_id = $1
FOR NO KEY UPDATE
