DROP TABLE audit_addresses;
