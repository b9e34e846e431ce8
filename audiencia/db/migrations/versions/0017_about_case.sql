-- A visit can be about a case that is open already: then the matter keeps its folio and its term.
ALTER TABLE attention ADD COLUMN about_case uuid REFERENCES case_file;
