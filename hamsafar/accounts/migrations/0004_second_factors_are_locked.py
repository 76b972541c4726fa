import base64

from django.conf import settings
from django.db import migrations

from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.wrapping import Locker

BOUND_TO = "secret of a second factor"  # as in `accounts.adapter`


def lock(apps, schema_editor):
    """Lock the secrets of authenticator apps and recovery codes that lie open."""
    locker = Locker(KeyStore(settings.KEYS), Purpose.SECOND_FACTOR)

    def locked(text):
        return base64.b64encode(locker.lock(text.encode(), about=BOUND_TO)).decode()

    for each in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        each.data |= {name: locked(each.data[name]) for name in ("secret", "seed") if name in each.data}
        if "migrated_codes" in each.data:
            each.data["migrated_codes"] = [locked(code) for code in each.data["migrated_codes"]]
        each.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_roles_are_asked_for"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(lock, migrations.RunPython.noop)]
