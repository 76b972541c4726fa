"""A node restored from an old backup, over two live nodes: the other one notices, and gives back what was lost."""

from __future__ import annotations

from hamsafar.exchange.enums import Reason
from tests.twins.node import LiveNode, until


def test_a_node_that_lost_the_end_of_its_log_gets_it_back(nodes: tuple[LiveNode, LiveNode]):
    """Restored from an archive made before: the other node notices, says so, and returns what it holds."""
    tj, ru = nodes
    archive = tj.folder.parent / "before.tar"
    assert tj.write(2, "known to the backup").wait() == 0
    until(lambda: tj.undelivered() == 0, "both hold them")
    for node in (tj, ru):
        node.kill("web")
        node.kill("worker")
    restored = LiveNode("tj", tj.folder.parent / "restored")
    tj.run("backup", str(archive))
    assert tj.write(4, "lost with the disk").wait() == 0
    later = tj.folder / "later.cbor"
    tj.exchange("export-bundle", "--out", str(later))
    assert ru.exchange("import-bundle", str(later))["taken"] == 4
    restored.folder.mkdir()
    try:
        restored.server.join()
        restored.run("restore", str(archive))
        assert restored.write(1, "new after the restore").wait() == 0
        forked = restored.folder / "forked.cbor"
        restored.exchange("export-bundle", "--out", str(forked))
        assert ru.exchange("import-bundle", str(forked), fine=(1,))["reasons"] == [Reason.FORK.value]

        back = restored.folder / "returned.cbor"
        ru.exchange("return-log", "--out", str(back))
        assert restored.exchange("recover-log", str(back))["recovered"] == 4
        after = restored.folder / "after.cbor"
        restored.exchange("export-bundle", "--out", str(after))
        assert ru.exchange("import-bundle", str(after))["taken"] == 1
        holdings = str(restored.folder / "holdings")
        restored.exchange("reconcile", "--out", holdings)
        assert ru.exchange("reconcile", holdings)["differences"] == []
    finally:
        restored.close()
