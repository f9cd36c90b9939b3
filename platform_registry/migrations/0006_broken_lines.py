"""Keys join a line that goes on in the next one: all are made anew when the tables are complete."""

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    reindexes = True
    dependencies = [("platform_registry", "0005_inside_of_the_index")]
    operations: ClassVar[list[Any]] = []
