"""The search over everything: one key (`key`), one index (`index`), kinds by registration.

    from platform_registry.search import register
    register(Pilot, order=30, heading=("name",), texts=("content", "target"))

The index proposes records; who may see them, each kind says itself (``visible_to``).
"""

from platform_registry.search.kinds import register
from platform_registry.search.wording import Group, words_come_from

__all__ = ["Group", "register", "words_come_from"]
