-- How the lines of those in a call fared, one row for each of them and leg; figures alone, kept as long as the leg. Three numbers
-- each: median, 95th percentile, highest. Losses are shares, jitter and round trip milliseconds, rates kbit/s. `looks`: of how
-- many looks, about five seconds apart; of what two nodes saw of one call, the one that saw more stays. Freezes add up.
CREATE TABLE call_quality (
    leg_id uuid NOT NULL REFERENCES leg,
    participant text NOT NULL CHECK (participant IN ('citizen', 'director', 'guest')),
    looks integer NOT NULL DEFAULT 0 CHECK (looks >= 0),
    loss_up real[] CHECK (cardinality(loss_up) = 3),
    loss_down real[] CHECK (cardinality(loss_down) = 3),
    jitter_up real[] CHECK (cardinality(jitter_up) = 3),
    jitter_down real[] CHECK (cardinality(jitter_down) = 3),
    round_trip real[] CHECK (cardinality(round_trip) = 3),
    rate_up real[] CHECK (cardinality(rate_up) = 3),
    rate_down real[] CHECK (cardinality(rate_down) = 3),
    freezes integer NOT NULL DEFAULT 0 CHECK (freezes >= 0),
    frozen_ms bigint NOT NULL DEFAULT 0 CHECK (frozen_ms >= 0),
    PRIMARY KEY (leg_id, participant)
);
