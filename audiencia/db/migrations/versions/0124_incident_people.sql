-- Whom an incident concerns, by person: ids alone. `send_at`: the notice is to go out. `told_at`: it was put on its way, on so many `ways`;
-- none for who allowed no way, or whose data are blocked or destroyed.
CREATE TABLE incident_person (
    incident_id uuid NOT NULL REFERENCES incident,
    person_id uuid NOT NULL REFERENCES person,
    added_at timestamptz NOT NULL,
    send_at timestamptz,
    told_at timestamptz,
    ways integer CHECK (ways >= 0),
    PRIMARY KEY (incident_id, person_id),
    CHECK ((told_at IS NULL) = (ways IS NULL) AND (told_at IS NULL OR send_at IS NOT NULL))
);
CREATE INDEX incident_person_person ON incident_person (person_id) WHERE send_at IS NOT NULL;
CREATE INDEX incident_person_to_send ON incident_person (send_at) WHERE send_at IS NOT NULL AND told_at IS NULL;

ALTER TABLE incident_entry DROP CONSTRAINT incident_entry_kind_check, ADD CONSTRAINT incident_entry_kind_check CHECK (kind IN (
    'registered', 'corrected', 'noted', 'people_added', 'authority_told', 'people_told', 'excused', 'closed'));

-- Whether a person allowed a way to be told: by what they asked for with a case, or by the contact that they agreed to.
CREATE FUNCTION can_be_told(whom uuid, purposes text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM person WHERE id = whom AND key_wrapped <> '') AND (
    EXISTS (SELECT FROM notice_way WHERE person_id = whom AND reason = 'case')
    OR EXISTS (SELECT FROM consent WHERE person_id = whom AND purpose = ANY(purposes) AND revoked_at IS NULL)
    AND (EXISTS (SELECT FROM attention WHERE person_id = whom AND contact_sealed IS NOT NULL)
         OR EXISTS (SELECT FROM case_file WHERE person_id = whom AND contact_sealed IS NOT NULL)));
$$;

CREATE INDEX audit_handed_over ON audit (at) WHERE action = 'blocked_read' AND why IN ('court', 'authority');
