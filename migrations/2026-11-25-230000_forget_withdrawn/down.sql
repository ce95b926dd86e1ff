-- Nothing is missing: an earlier release does not ask for the fingerprint of what was withdrawn either.
SELECT 1;
