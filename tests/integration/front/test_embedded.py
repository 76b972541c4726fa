"""The embedded cluster starts with its first guest and stops with its last."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from hamsafar.front.embedded import Server


@pytest.fixture
def home(tmp_path: Path):
    """A folder for a cluster, which is not left running."""
    yield tmp_path
    Server(tmp_path).stop()


def test_the_last_guest_stops_the_cluster(home):
    one, other = Server(home), Server(home)

    one.join()
    other.join()
    one.leave()
    assert other.running()

    other.leave()
    assert not other.running()


def test_a_cluster_that_somebody_started_stays(home):
    Server(home).start()
    guest = Server(home)

    guest.join()
    guest.leave()

    assert guest.running()


def test_what_was_committed_is_there_after_a_crash(home):
    server = Server(home).start()
    server.ensure("hamsafar")
    with _connect(server) as link:
        link.execute("create table kept (n int)")
        link.execute("insert into kept values (1)")

    server.stop(at_once=True)
    server.start()

    with _connect(server) as link:
        assert link.execute("select n from kept").fetchall() == [(1,)]


def test_it_listens_on_no_address(home):
    server = Server(home).start()
    server.ensure("hamsafar")

    with _connect(server) as link:
        assert link.execute("show listen_addresses").fetchone() == ("",)
    assert server.socket.stat().st_mode & 0o077 == 0


def _connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(host=str(server.socket), user=server.user, dbname="hamsafar", autocommit=True)
