-- What a topic is called in a department: elsewhere than in its own, or in the one that attends it, its own department is named too.
CREATE VIEW topic_there AS
SELECT topic.id AS topic_id, there.id AS department_id,
       CASE WHEN there.id IN (topic.department_id, topic.leads_to) THEN topic.name_es
            ELSE topic.name_es || ' (' || own.name_es || ')' END AS name_es,
       CASE WHEN there.id IN (topic.department_id, topic.leads_to) THEN topic.name_en
            ELSE topic.name_en || ' (' || own.name_en || ')' END AS name_en
FROM topic JOIN department AS own ON own.id = topic.department_id CROSS JOIN department AS there;
