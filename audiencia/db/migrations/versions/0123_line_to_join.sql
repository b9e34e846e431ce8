-- The line that somebody joins, in one round trip instead of four (audiencia/queue/joining/join.py: _lock_queue). Each statement sees what was
-- committed before it began, so that what is counted under the lock holds. `taken`: how many count for its cap. `newest`: when the last one
-- joined who waits. No `line` where the department has none.
CREATE FUNCTION line_to_join(
    its_session integer, its_department text,
    OUT line queue, OUT at timestamptz, OUT taken bigint, OUT newest timestamptz
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT queue.* INTO line FROM queue JOIN department ON department.id = queue.department_id
    WHERE queue.session_id = its_session AND department.slug = its_department FOR NO KEY UPDATE OF queue;
    -- What waited for the lock happens now, not when it began to wait: seniority counts from here.
    at := app_now();
    SELECT count(*), max(ticket.joined_at) FILTER (WHERE ticket.state IN ('waiting', 'ready_check')) INTO taken, newest
    FROM ticket WHERE ticket.queue_id = line.id AND ticket.state IN ('waiting', 'ready_check', 'postponed', 'called', 'absent');
END;
$$;
