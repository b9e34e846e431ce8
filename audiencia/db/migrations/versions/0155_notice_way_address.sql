-- A browser that got another push subscription is found by its old one, whoever it belongs to.
CREATE INDEX notice_way_address ON notice_way (address_index);
