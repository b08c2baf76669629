create index pin_by_age on pin (pinned_at);
