"""Settings of the suite: the site's own, on a database started for this run.

TEST_DATABASE=postgresql starts a PostgreSQL; otherwise the suite runs on SQLite.
"""

import atexit
import os
from contextlib import ExitStack

from tests.postgres import running_server

DATABASE = os.environ.get("TEST_DATABASE", "sqlite")
if DATABASE not in ("sqlite", "postgresql"):
    raise RuntimeError(f"TEST_DATABASE must be sqlite or postgresql, not {DATABASE!r}.")

if DATABASE == "sqlite":
    os.environ.pop("DATABASE_URL", None)
elif "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the first process's server
    servers = ExitStack()
    atexit.register(servers.close)
    os.environ["DATABASE_URL"] = servers.enter_context(running_server())

os.environ["DEBUG"] = "true"  # demo defaults: no HTTPS redirect, plain static files
os.environ.pop("SCRIPT_NAME", None)

from platform_registry.settings import *  # noqa: E402, F403

# The real hasher is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files come from the apps, as in a demo; nothing has been collected.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
