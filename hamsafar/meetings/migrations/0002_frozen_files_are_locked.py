from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.wrapping import Locker, seal_content


def lock(apps, schema_editor):
    """Lock the frozen files that lie open, each under a key of its own."""
    locker = Locker(KeyStore(settings.KEYS), Purpose.FROZEN_COPIES)
    for each in apps.get_model("meetings", "FrozenFile").objects.iterator(chunk_size=20):
        content = bytes(each.content)
        sealed = seal_content(content, locker, about=f"{each.dossier_id} {each.name} {each.digest}")
        each.size, each.content, each.wrapped_key = len(content), sealed.content, sealed.wrapped_key
        each.save(update_fields=["size", "content", "wrapped_key"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.AddField("frozenfile", "wrapped_key", models.BinaryField(null=True)),
        migrations.AddField("frozenfile", "erased_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "frozenfile", "size", models.PositiveIntegerField(default=0), preserve_default=False
        ),
        migrations.RunPython(lock, migrations.RunPython.noop),
        migrations.AddConstraint(
            "frozenfile",
            models.CheckConstraint(
                name="frozen_file_has_its_key_until_it_is_erased",
                condition=Q(wrapped_key__isnull=False, erased_at__isnull=True)
                | Q(wrapped_key__isnull=True, erased_at__isnull=False),
            ),
        ),
    ]
