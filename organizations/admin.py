"""Gathers the admin of the rooms."""

from __future__ import annotations

import organizations.beside.admin
import organizations.bodies.admin
import organizations.confidence.admin
import organizations.layers.admin
import organizations.members.admin
import organizations.needs.admin
import organizations.own.admin
import organizations.partners.admin
import organizations.people.admin
import organizations.places.admin
import organizations.platforms.admin
import organizations.sources.admin
import organizations.support.admin  # noqa: F401
from platform_registry.admin.derived import register_others

register_others("organizations")
