"""What every test stands on: an own database, a folder of its own for keys and files, no network, a browser."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as examples
from playwright.sync_api import BrowserContext, expect
from pytest_django import DjangoDbBlocker

from tests.demonstration import Demonstration, copied, made_once, once, set_aside
from tests.site import Walk, walked

# The browser's driver runs an event loop in the main thread, where Django would otherwise refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# How quickly an example is made or tried says something of the machine, and nothing of what is tested.
examples.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("any machine")

PATIENCE = 120_000  # milliseconds for one step in a browser, on a machine that other tests keep busy
expect.set_options(timeout=PATIENCE)
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
NODE_FOLDER = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run every workload at its stated size")
    parser.addoption("--twins", action="store_true", help="also run two live nodes, at a small size")


def pytest_configure(config: pytest.Config) -> None:
    """The tests' node has its own folder; only the embedded cluster is shared, with a database of the tests' own."""
    folder = tempfile.TemporaryDirectory(prefix="hamsafar-tests-")
    config.stash[NODE_FOLDER] = folder
    settings.VAR = Path(folder.name)
    settings.KEYS = settings.VAR / "keys"
    settings.CENTRE_KEYS = settings.VAR / "centre" / "keys"
    # The live server finds static files by name; hashed names exist only after collectstatic.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # A connection that a server's thread keeps would stand in the way when the tests' database is dropped.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    # What a test commits need not outlive the machine.
    settings.DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that pytest's helpers end together. The order is random otherwise."""
    items.sort(key=lambda item: "/stories/" not in item.path.as_posix() and "walks" not in item.fixturenames)


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[NODE_FOLDER].cleanup()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The tests' database; gives the name of its empty copy.

    The browser's driver runs tests in a context of its own, and Django keeps a connection for each context: one that is
    left over does not keep the database from being dropped.
    """
    with django_db_blocker.unblock(), set_aside() as copy:
        django_db_blocker.block()
        yield copy
        django_db_blocker.restore()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all of pytest's helpers share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demonstration(
    django_db_setup: str, django_db_blocker: DjangoDbBlocker, of_the_run: Path
) -> Iterator[Demonstration]:
    """The pack and the demo, made once a run. A test asks for `demo_node`, its own copy."""
    with django_db_blocker.unblock(), made_once(django_db_setup, of_the_run) as made:
        django_db_blocker.block()
        yield made
        django_db_blocker.restore()


@pytest.fixture(scope="session")
def walks(
    demonstration: Demonstration,
    django_db_blocker: DjangoDbBlocker,
    of_the_run: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Walk]:
    """What each reader finds in the demonstration, walked once a run; the paths are those of every `demo_node`."""

    def walk_a_copy() -> dict[str, Walk]:
        with django_db_blocker.unblock(), copied(demonstration, tmp_path_factory.mktemp("walked")):
            return walked()

    return once(of_the_run / f"{demonstration.database}-walks", walk_a_copy)


@pytest.fixture
def demo_node(demonstration: Demonstration, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[Path]:
    """The folder of a node with the pack and the demo; its database is a copy that may be changed and committed to."""
    folder = tmp_path / "node"
    with django_db_blocker.unblock(), copied(demonstration, folder):
        yield folder


@pytest.fixture(autouse=True)
def no_job_is_left_behind(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that commits leaves no queued job and no counted attempt: Django empties the tables of models only."""
    yield
    mark = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (mark and mark.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, shared_cache, centre.medical_examination CASCADE")
            cursor.execute("TRUNCATE centre.medical_centrekey, centre.medical_trayplace CASCADE")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English: a page that another test read in Tajik leaves its language in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the stated sizes were asked for."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """A browser of its own that waits as long."""
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Start the machine's own browser; skip where it has none."""
    browser = next((path for path in BROWSERS if Path(path).exists()), None)
    if browser is None:
        pytest.skip("this machine has no chromium (on Debian: the package chromium)")
    arguments = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": browser, "args": arguments}
