"""The words of the ledger: the permissions it asks for, and what a verification can find."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# `accounts` stands above and lists the same words in its permissions.
READ_LEDGER = "read_ledger"
OPERATE_NODE = "operate_node"


class Wrong(models.TextChoices):
    """What can be wrong with a line or a seal."""

    ALTERED = "altered", _("altered")
    MISSING = "missing", _("missing")
    EXTRA = "extra", _("extra")
    SIGNATURE = "signature", _("signature")
    CHAIN = "chain", _("chain")
    WITNESS = "witness", _("witness")
