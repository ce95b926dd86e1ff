-- The different page rules of a site and of all sites if there is none, with those of former
-- policies.
SELECT DISTINCT rules.rules
FROM (
    SELECT coalesce(policy -> 'pages', '{}') AS rules
    FROM sites
    WHERE $1::uuid IS NULL OR site_id = $1
    UNION ALL
    SELECT jsonb_array_elements(former_page_rules)
    FROM sites
    WHERE $1::uuid IS NULL OR site_id = $1
) rules
