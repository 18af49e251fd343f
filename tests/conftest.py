"""What all tests share: a cache folder of their own, and no clock, zone or locale of the machine."""

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep compiled templates and declarations out of the user's cache folder, shared by the workers of one run."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.getbasetemp().parent / "cache")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` rewrites expectations that are kept as texts; the difference is read before it is committed."""
    parser.addoption("--accept", action="store_true", help="rewrite the texts of tests/golden that tests are held to")
