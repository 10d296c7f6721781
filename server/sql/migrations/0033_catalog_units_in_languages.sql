-- A feature's unit is a text in each language, as its name is; the one it has serves both. The views that show it are
-- made anew afterwards, as their files say something new.
drop view if exists public.v_user_quota_overview;
drop view if exists public.v_plan_contents;
alter table public.features
  alter column unit type jsonb using jsonb_build_object('en', unit, 'zh-CN', unit);
