-- All that joining a line asks before it writes, with its locks in their order, in one round trip instead of four
-- (audiencia/queue/joining/join.py: `_lock`). Each statement sees what was committed before it began: what is counted under the lock holds under it.
-- Takes the place of `line_to_join`, which programs of before use.
--
-- `line`: of the department `into`; nothing where that has none in the session, or no session goes on. `topic`: that of the department that
-- was chosen. `taken`: how many count for the line's cap. `newest`: the seniority of who came last. `is_here`: whether this browser waits
-- there already.
CREATE FUNCTION lock_line(
    into_department text, chosen_department text, chosen_topic text, device bytea,
    OUT live session, OUT topic integer, OUT line queue, OUT at timestamptz, OUT taken bigint, OUT newest timestamptz, OUT is_here boolean
) LANGUAGE plpgsql AS $$
BEGIN
    SELECT session.* INTO live FROM session WHERE session.state <> 'closed'
    ORDER BY array_position(ARRAY['open', 'lobby', 'closing', 'planned'], session.state), session.day LIMIT 1 FOR SHARE;
    SELECT one.id INTO topic FROM topic AS one JOIN department ON department.id = one.department_id
    WHERE department.slug = chosen_department AND one.slug = chosen_topic AND one.active AND department.active;
    SELECT queue.* INTO line FROM queue JOIN department ON department.id = queue.department_id
    WHERE queue.session_id = live.id AND department.slug = into_department FOR NO KEY UPDATE OF queue;
    -- What waited for the lock happens now, not when it began to wait: seniority counts from here.
    at := app_now();
    SELECT count(*), max(ticket.joined_at) FILTER (WHERE ticket.state IN ('waiting', 'ready_check')) INTO taken, newest
    FROM ticket WHERE ticket.queue_id = line.id AND ticket.state IN ('waiting', 'ready_check', 'postponed', 'called', 'absent');
    is_here := EXISTS (SELECT FROM ticket WHERE ticket.queue_id = line.id AND ticket.device_index = device
        AND ticket.state NOT IN ('served', 'left', 'cancelled', 'lapsed', 'carried_over', 'no_show', 'outcome_pending'));
END;
$$;
