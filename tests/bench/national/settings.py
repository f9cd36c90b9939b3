"""The site's settings as in production, with a plain Django admin beside it to compare with."""

import os

os.environ["DEBUG"] = "true"  # demo defaults: no HTTPS redirect, plain static files

from platform_registry.settings import *  # noqa: E402, F403
from platform_registry.settings import MIDDLEWARE as OF_THE_SITE  # noqa: E402

DEBUG = False  # DEBUG keeps every SQL statement in memory
ROOT_URLCONF = "tests.bench.national.urls"
MIDDLEWARE = ["tests.bench.national.counting.count_questions", *OF_THE_SITE]
# Whoever builds the data may do so with the settings of the suite, whose hasher is quick.
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{h}PasswordHasher" for h in ("PBKDF2", "MD5")]
