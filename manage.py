#!/usr/bin/env python
"""Django's command line for つながりPF台帳."""

import os
import re
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs import EnvError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "platform_registry.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refused:
        sys.exit(str(refused))
    except EnvError as unreadable:
        names = ", ".join(re.findall(r'"(\w+)"', str(unreadable)))
        sys.exit(
            f"環境変数 {names} の値を読み取れません。"
            "書き方は docs/operation.md の「3. 設定を書く」の表にあります（はい・いいえは true か false）。"
        )
