DROP INDEX reports_addresses_idx;
