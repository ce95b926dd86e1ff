DROP TABLE policy_versions;
DROP TABLE sites;
DROP TABLE installation;
