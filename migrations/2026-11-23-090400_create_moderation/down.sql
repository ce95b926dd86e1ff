DROP TABLE decisions;
DROP TABLE reports;
DROP TABLE findings;
