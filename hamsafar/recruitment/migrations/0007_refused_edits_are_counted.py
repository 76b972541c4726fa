"""An edit of a frozen run that is refused leaves a number behind: what it wrote is rolled back, a sequence is not."""

from django.db import migrations

FROZEN = """
CREATE OR REPLACE FUNCTION recruitment_run_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  %s
  RAISE EXCEPTION 'A placement run is frozen: it is never changed or removed. Make another run.'
    USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$;
"""
# `setval` and not `nextval`: it is logged as it is, where `nextval` may leap forward after a crash.
COUNT = """
  PERFORM pg_advisory_xact_lock(hashtext('recruitment_run_edits'));
  PERFORM setval('recruitment_run_edits', (SELECT last_value + 1 FROM recruitment_run_edits));
"""
COUNTED = "CREATE SEQUENCE recruitment_run_edits MINVALUE 0 START 0;" + FROZEN % COUNT
UNCOUNTED = FROZEN % "" + "DROP SEQUENCE recruitment_run_edits;"


class Migration(migrations.Migration):

    dependencies = [
        ('recruitment', '0006_reserved_places'),
    ]

    operations = [
        migrations.RunSQL(COUNTED, UNCOUNTED),
    ]
