-- How much a visit may cost on prepaid data; kept over its legs, so that a transfer does not bring the picture back.
ALTER TABLE attention
    ADD COLUMN data_mode text NOT NULL DEFAULT 'normal' CHECK (data_mode IN ('normal', 'low', 'voice'));
