"""Standard wordings that say more than before; those an administrator has changed stay as they are."""

from __future__ import annotations

from typing import Any

from django.db import migrations

SAYS_MORE = {
    "触れ合い、ふれあい、触れあい": "触れ合い、ふれあい、触れあい、ふれ合い",
    "若者、わかもの": "若者、わかもの、若もの",
    "寄り添い、寄りそい、よりそい": "寄り添い、寄りそい、よりそい、寄添い",
}


def say_more(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("organizations", "Wording")._base_manager.filter(municipality=None)
    for former, words in SAYS_MORE.items():
        rows.filter(words=former).update(words=words)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0031_matters_of_a_clearance")]
    operations = [migrations.RunPython(say_more, migrations.RunPython.noop)]
