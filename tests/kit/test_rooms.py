"""A path is predicted from its noun: the rooms in docs/rooms.md are the rooms there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import grimp
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ("casebook", "meetings", "pilots", "surveys", "organizations", "platform_registry")
DJANGOS_OWN = {"migrations", "management", "commands", "templatetags"}
FULL = 18  # modules


def folders(*tops: str) -> Iterator[tuple[str, int]]:
    """Every folder with modules of ours, and how many they are."""
    for top in tops:
        for folder in [ROOT / top, *(ROOT / top).rglob("*/")]:
            modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
            if modules or (folder / "__init__.py").exists():
                yield folder.relative_to(ROOT).as_posix(), len(modules)


def test_every_room_is_listed_with_its_noun() -> None:
    told = re.findall(r"^\| `([a-z_/]+)` \|", (ROOT / "docs/rooms.md").read_text("utf-8"), re.M)
    there = {name for name, _ in folders(*APPS) if not DJANGOS_OWN & set(Path(name).parts)}
    assert there == set(told)
    assert len(told) == len(set(told))


def test_no_room_is_overfull() -> None:
    crowded = {name: n for name, n in folders(*APPS, "tests") if n > FULL}
    assert {name: n for name, n in crowded.items() if "migrations" not in name} == {}


def test_no_module_leads_back_to_itself() -> None:
    graph = grimp.build_graph(*APPS, exclude_type_checking_imports=True)
    circles = {
        module
        for module in graph.modules
        if any(
            graph.chain_exists(importer=below, imported=module)
            for below in graph.find_modules_directly_imported_by(module)
        )
    }
    assert circles == set()
