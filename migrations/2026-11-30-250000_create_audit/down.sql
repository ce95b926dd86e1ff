DROP TABLE audit_anchors;
DROP TABLE audit_seals;
DROP TABLE audit;
