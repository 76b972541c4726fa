from django.db import migrations

# The table behind Django's DatabaseCache, where rate limits are counted for all of the node's processes together.
# The shape is the one `createcachetable` makes.
MAKE = """
CREATE TABLE shared_cache (
  cache_key varchar(255) PRIMARY KEY,
  value text NOT NULL,
  expires timestamp with time zone NOT NULL
);
CREATE INDEX shared_cache_expires ON shared_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE shared_cache;")]
