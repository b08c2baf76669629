-- Answers to POST requests with an Idempotency-Key, written in the transaction of the effect.
create table idempotency (
  -- SHA-256 in hex of method, path, key and principal
  scope      varchar(64) not null primary key,
  body_hash  varchar(64) not null,
  -- null only inside the transaction that executes the command
  status     integer,
  location   varchar(2048),
  etag       varchar(255),
  body       text,
  expires_at timestamp(6) with time zone not null
);

-- The clean-up: what has expired.
create index idempotency_expires_at on idempotency (expires_at);
