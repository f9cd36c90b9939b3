"""構成図 of a platform: from layers and memberships to the shapes the drawing knows."""

from __future__ import annotations

from collections.abc import Iterable

from organizations.models import Layer, Membership, Platform
from organizations.platforms.diagram.shapes import Body, Diagram, Ring

# From the outside in; what is not a circle of the platform stands beside it as a box.
RINGS = (Layer.Kind.LOOSE, Layer.Kind.PLATFORM, Layer.Kind.CORE, Layer.Kind.INTERNAL)


def figure(platform: Platform, layers: Iterable[Layer], members: Iterable[Membership]) -> Diagram:
    """Who left is given here only by those who ask for a day when they were still there."""
    by_layer: dict[int, list[Membership]] = {}
    for member in members:
        if member.is_stated:
            by_layer.setdefault(member.layer_id, []).append(member)
    layers = list(layers)
    inside = any(layer.kind == Layer.Kind.INTERNAL and by_layer.get(layer.pk) for layer in layers)
    shown = [(layer, _ring(layer, _drawn(layer, by_layer, inside))) for layer in layers]
    circles = [(layer, ring) for layer, ring in shown if layer.kind in RINGS]
    circles.sort(key=lambda pair: RINGS.index(Layer.Kind(pair[0].kind)))
    boxes = tuple(ring for layer, ring in shown if layer.kind not in RINGS)
    return Diagram(platform.name, tuple(ring for _, ring in circles), boxes, _heads(platform))


def _heads(platform: Platform) -> tuple[Ring, ...]:
    """The municipalities of a joint platform, its owner first; asked for only where there are any."""
    if not getattr(platform, "has_partners", True):
        return ()
    partners = [place.name for place in platform.partners.order_by("code")]
    if not partners:
        return ()
    places = (platform.municipality.name, *partners)
    return (Ring("共同する自治体", tuple(Body(name, "place") for name in places)),)


def _drawn(layer: Layer, by_layer: dict[int, list[Membership]], inside: bool) -> list[Membership]:
    """Departments are drawn once: in the circle of the administration where there is one."""
    members = by_layer.get(layer.pk, [])
    if layer.kind == Layer.Kind.PLATFORM and inside:
        return [member for member in members if not member.department_id]
    once = {member.department_id or -member.pk: member for member in reversed(members)}
    return list(reversed(once.values()))


def _ring(layer: Layer, members: list[Membership]) -> Ring:
    state = "" if layer.is_set_up else layer.state_shown
    above = f"{layer.parent.name}の下" if layer.parent else ""
    note = "・".join(part for part in (state, above) if part)
    return Ring(layer.name, tuple(_body(m) for m in members), dashed=not layer.is_set_up, note=note)


def _body(member: Membership) -> Body:
    kind = "organization" if member.organization_id else "person"
    if member.department_id:
        kind = "department"
    secretariat = member.role in (Membership.Role.SECRETARIAT, Membership.Role.LEAD)
    name = member.body_name
    if member.department:
        name = f"{member.department_place}{member.department.name}"
    return Body(name, kind, secretariat)
