-- All replays of a call are answered together now, by replay_usages.
drop function if exists public.replay_usage(int, uuid, text, text, uuid);
