from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.wrapping import Locker

AT_A_TIME = 1_000
CONSTRAINTS = {
    "outboxenvelope": "sent_envelope_has_its_key_until_it_is_erased",
    "inboxenvelope": "received_envelope_has_its_key_until_it_is_erased",
}
UNTIL_ERASED = Q(erased_at__isnull=True, wrapped_key__isnull=False) | Q(erased_at__isnull=False, wrapped_key__isnull=True)


def lock(apps, schema_editor):
    """Lock the content keys that lie open, each bound to its envelope by the commitment to it."""
    locker = Locker(KeyStore(settings.KEYS), Purpose.ENVELOPE_CONTENT)
    for name in CONSTRAINTS:
        model = apps.get_model("exchange", name)
        some = []
        for each in model.objects.filter(wrapped_key__isnull=False).only("commitment", "wrapped_key").iterator(AT_A_TIME):
            each.wrapped_key = locker.lock(bytes(each.wrapped_key), about=bytes(each.commitment).hex())
            some.append(each)
        model.objects.bulk_update(some, ["wrapped_key"], batch_size=AT_A_TIME)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        *(migrations.RemoveConstraint(model, name) for model, name in CONSTRAINTS.items()),
        *(migrations.RenameField(model, "content_key", "wrapped_key") for model in CONSTRAINTS),
        *(migrations.AlterField(model, "wrapped_key", models.BinaryField(null=True)) for model in CONSTRAINTS),
        migrations.RunPython(lock, migrations.RunPython.noop),
        *(
            migrations.AddConstraint(model, models.CheckConstraint(condition=UNTIL_ERASED, name=name))
            for model, name in CONSTRAINTS.items()
        ),
    ]
