"""The one settings file. Everything a host may change comes from environment variables,
read strictly: a word that can't be understood stops the start with the variable's name.
"""

import logging
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-a-demo-on-this-machine" if DEBUG else "")
if not DEBUG and (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10):
    raise ImproperlyConfigured(
        "環境変数 SECRET_KEY を設定してください（50文字以上の無作為な文字列）。短いものが設定されている"
        "ときは、新しくつくり直してください（全員がログインし直すことになります）。"
        "試用のときは DEBUG=true を設定してください。"
    )
# Where a database in a file lies. Only a demo's lies in the checkout, which may be thrown away.
DATA_DIR = Path(env.str("DATA_DIR", "") or (BASE_DIR / "var" if DEBUG else ""))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
if not any(ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "環境変数 ALLOWED_HOSTS に、サイトの名前（例：registry.city.example.lg.jp）を設定してください。"
    )
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
if not all(origin.startswith(("https://", "http://")) for origin in CSRF_TRUSTED_ORIGINS):
    raise ImproperlyConfigured(
        "環境変数 CSRF_TRUSTED_ORIGINS は、https:// か http:// で始めてください。"
    )

# Behind a proxy that hands on a sub-path, e.g. SCRIPT_NAME=/registry.
FORCE_SCRIPT_NAME = env.str("SCRIPT_NAME", "").rstrip("/") or None
if FORCE_SCRIPT_NAME and not FORCE_SCRIPT_NAME.startswith("/"):
    raise ImproperlyConfigured("環境変数 SCRIPT_NAME は、/registry のように / で始めてください。")

INSTALLED_APPS = [
    "casebook",
    "meetings",
    "pilots",
    "surveys",
    "organizations",
    "platform_registry",
    "platform_registry.apps.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "auditlog",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organizations.people.signins.OwnPasswordFirst",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "platform_registry.urls"
WSGI_APPLICATION = "platform_registry.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "platform_registry.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ------------------------------------------------------------------ database

SQLITE_OPTIONS: dict[str, Any] = {
    # With Django's defaults eight concurrent writers lose four saves in ten.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-65536;"
        "PRAGMA temp_store=MEMORY;"
    ),
}
DATABASE_URL = env.str("DATABASE_URL", "")
if not DATA_DIR.is_absolute() and not DATABASE_URL:
    raise ImproperlyConfigured(
        "環境変数 DATA_DIR に、データを置くフォルダー（例：/srv/registry/data）を、"
        "/ で始まる形で設定してください。"
        "PostgreSQLを使うときは、DATABASE_URL を設定してください。"
    )
DATABASE_FILE = DATA_DIR / ("demo.sqlite3" if DEBUG else "registry.sqlite3")
if DATA_DIR.is_absolute():
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"環境変数 DATA_DIR のフォルダー「{DATA_DIR}」を作れません（{error.strerror}）。"
            "場所と、書き込む権限を確かめてください。"
        ) from error
IN_A_FILE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATABASE_FILE)}
DATABASES: dict[str, Any] = {
    "default": env.dj_db_url("DATABASE_URL") if DATABASE_URL else IN_A_FILE
}
if not DATABASES["default"]["ENGINE"].endswith(("sqlite3", "postgresql")):
    raise ImproperlyConfigured(
        "環境変数 DATABASE_URL には、postgres:// か sqlite:/// で始まるものを設定してください。"
    )
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    # Compiling a page's many small queries takes longer than running them.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# ------------------------------------------------------------------ people

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "platform_registry.forms.unseen.NothingUnseen"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", 10, validate=validate.Range(min=1))
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False

# ------------------------------------------------------------------ language and time

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# ------------------------------------------------------------------ files

STATIC_URL = f"{FORCE_SCRIPT_NAME or ''}/static/"
STATIC_ROOT = BASE_DIR / "static_root"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the wizard decides many values on one page
DATA_UPLOAD_MAX_MEMORY_SIZE = 110 * 2**20

# What an uploaded spreadsheet may be at most (see surveys/importing/shapes.py: Limits).
IMPORT_LIMITS = {
    "workbook_bytes": env.int("IMPORT_WORKBOOK_MB", 20) * 2**20,
    "unpacked_bytes": env.int("IMPORT_UNPACKED_MB", 200) * 2**20,
    "unpacked_ratio": env.int("IMPORT_UNPACKED_RATIO", 100),
    "zip_entries": env.int("IMPORT_ZIP_ENTRIES", 1_000),
    "workbook_cells": env.int("IMPORT_WORKBOOK_CELLS", 1_000_000),
    "text_bytes": env.int("IMPORT_TEXT_MB", 100) * 2**20,
    "text_cells": env.int("IMPORT_TEXT_CELLS", 5_000_000),
    "rows": env.int("IMPORT_ROWS", 200_000),
    "columns": env.int("IMPORT_COLUMNS", 400),
    "seconds": env.int("IMPORT_SECONDS", 60),
    "memory_bytes": env.int("IMPORT_MEMORY_MB", 2048) * 2**20,
}

# A worker that says nothing for so long is taken for dead, and its import is begun again.
IMPORT_LEASE_SECONDS = env.int("IMPORT_LEASE_SECONDS", 20)

# ------------------------------------------------------------------ safety

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
HTTPS = env.bool("HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = (
    env.int("HSTS_SECONDS", 31_536_000, validate=validate.Range(min=0)) if HTTPS else 0
)
# The names below a municipality's, and the list browsers are shipped with, are not this site's.
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not SECURE_HSTS_SECONDS:  # HSTS_SECONDS=0, or a closed network without TLS: as the host wishes
    SILENCED_SYSTEM_CHECKS += ["security.W004"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W008", "security.W012", "security.W016"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 9, validate=validate.Range(min=1)) * 3600
SESSION_COOKIE_NAME = "registry_session"
CSRF_COOKIE_NAME = "registry_csrf"

AUDITLOG_DISABLE_REMOTE_ADDR = False
AUDITLOG_CID_GETTER = "platform_registry.actions_log.deed"  # which entries are one act
AUDITLOG_LOGENTRY_MODEL = "organizations.LogEntry"  # knows whose record an entry speaks of

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", logging.WARNING)},
}

DJANGO_TABLES2_TEMPLATE = "components/table.html"
