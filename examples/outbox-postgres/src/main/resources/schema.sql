-- The business.
create table if not exists customer_order (
  id bigint generated always as identity primary key,
  customer text not null
);

-- A mail as it is sent: its bytes never change.
create table if not exists mail (
  message_id text primary key,
  sender text not null,
  content bytea not null,
  resend text not null,
  created timestamptz not null
);

-- WAITING    to be sent when due
-- SENDING    an attempt has begun. Without a running attempt, its result is unknown
-- SENT       the mail server accepted the mail
-- REJECTED   dead letter: the reason has the reply
-- UNCERTAIN  parked: it may have been delivered
-- since: begin of the first attempt, or of the first one after a person sent it again. Retries are limited relative to it.
create table if not exists mail_recipient (
  message_id text not null references mail on delete cascade,
  address text not null,
  state text not null,
  due timestamptz not null,
  since timestamptz,
  resent boolean not null default false,
  reason text,
  primary key (message_id, address)
);

create index if not exists mail_recipient_state on mail_recipient (state) where state in ('REJECTED', 'UNCERTAIN');

-- The table of db-scheduler. One execution for each mail that has recipients left.
create table if not exists scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures int,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index if not exists execution_time_idx on scheduled_tasks (execution_time);
create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat);
