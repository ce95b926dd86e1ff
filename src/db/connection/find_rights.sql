-- Reads what the role of this session may do with the tables of the service.
SELECT current_user::text AS role,
    coalesce((
        SELECT bool_or(has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
            OR pg_has_role(c.relowner, 'USAGE'))
        FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace
            AND c.relname IN ('audit', 'audit_seals', 'audit_anchors', 'decisions')
    ), true) AS may_rewrite,
    coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser
