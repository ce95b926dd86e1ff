DROP FUNCTION analyse_table(regclass);
