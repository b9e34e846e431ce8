-- Who attends in a jornada, substitutes, and what is offered to those who wait.
SELECT 1;
