-- Removes the hashes of network addresses of up to 1,000 old reports; by reports_addresses_idx.
UPDATE reports r
SET reporter_key = uuid_send(r.report_id)
FROM (
    SELECT site_id, report_id
    FROM reports
    WHERE octet_length(reporter_key) = 32 AND created_at < $1
    ORDER BY created_at
    LIMIT 1000
) old
WHERE r.site_id = old.site_id AND r.report_id = old.report_id
