-- The page rules of a site, locked against changes of its policy; by the primary key.
SELECT coalesce(policy -> 'pages', '{}') AS pages, former_page_rules, policy_version
FROM sites
WHERE site_id = $1
FOR SHARE
