"""The session (jornada): planned, opened, closed; practices and rehearsals."""
