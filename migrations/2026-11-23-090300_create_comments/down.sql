DROP TABLE spent_challenges;
DROP TABLE revisions;
DROP TABLE comments;
