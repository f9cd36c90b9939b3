"""Standard wordings that say more than before; those an administrator has changed stay as they are."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SAYS_MORE = {
    "一般社団法人、（一社）、一般社団": "一般社団法人、（一社）、一般社団、一社",
    "一般財団法人、（一財）、一般財団": "一般財団法人、（一財）、一般財団、一財",
    "公益財団法人、（公財）、公益財団": "公益財団法人、（公財）、公益財団、公財",
}


def say_more(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("organizations", "Wording")._base_manager.filter(municipality=None)
    for former, words in SAYS_MORE.items():
        rows.filter(words=former).update(words=words)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0029_own_fields")]
    operations = [migrations.RunPython(say_more, migrations.RunPython.noop)]
