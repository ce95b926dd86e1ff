-- Gives a role what the service does with the tables that this role owns, and no more: it reads and
-- writes them all, and only appends to the audit log and to the decisions. Repeating it changes nothing.
DO $$
DECLARE
    service name := current_setting('moderato.service_role');
    owned record;
    allowed text;
BEGIN
    IF service = current_user OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
        RETURN;
    END IF;

    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), service);

    FOR owned IN
        SELECT c.oid::regclass AS name, c.relname
        FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
            AND pg_has_role(c.relowner, 'USAGE')
        ORDER BY c.oid
    LOOP
        allowed := CASE owned.relname
            WHEN '__diesel_schema_migrations' THEN 'SELECT'
            WHEN 'audit' THEN 'SELECT, INSERT (kind, moderator_id, subject_id, site_id, address_hash, payload)'
            WHEN 'audit_addresses' THEN 'SELECT, DELETE, INSERT (sequence, kind, nonce, address_hash)'
            WHEN 'audit_anchors' THEN 'SELECT'
            WHEN 'audit_seals' THEN 'SELECT, INSERT'
            WHEN 'decisions' THEN 'SELECT, INSERT'
            ELSE 'SELECT, INSERT, UPDATE, DELETE'
        END;
        EXECUTE format('REVOKE ALL ON %s FROM %I', owned.name, service);
        EXECUTE format('GRANT %s ON %s TO %I', allowed, owned.name, service);
    END LOOP;

    IF EXISTS (
        SELECT FROM pg_proc WHERE oid = to_regproc('analyse_table') AND pg_has_role(proowner, 'USAGE')
    ) THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION analyse_table(regclass) TO %I', service);
    END IF;

    IF EXISTS (
        SELECT FROM pg_proc WHERE oid = to_regproc('empty_decision_texts') AND pg_has_role(proowner, 'USAGE')
    ) THEN
        EXECUTE format('GRANT EXECUTE ON FUNCTION empty_decision_texts(uuid, uuid[]) TO %I', service);
    END IF;
END
$$
