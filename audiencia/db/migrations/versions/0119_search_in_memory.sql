-- Each web process searches its own index of the services (audiencia/directory/search_index.py).
DROP TRIGGER service_terms_new ON service;
DROP TRIGGER service_terms_changed ON service;
DROP FUNCTION write_service_terms();
DROP TABLE service_term;
DROP TABLE service_sound;
DROP FUNCTION word_sound(text);
DROP TEXT SEARCH CONFIGURATION directory;
