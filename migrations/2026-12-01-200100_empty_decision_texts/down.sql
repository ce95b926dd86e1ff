DROP FUNCTION empty_decision_texts(uuid, uuid[]);
