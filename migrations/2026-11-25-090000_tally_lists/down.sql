DROP TABLE tally_changes;
DROP TABLE tally_marks;
