"""Chapters 1 and 2: the municipality, its goals, who works together, and the figure."""

from __future__ import annotations

from collections.abc import Iterator

from casebook.composition.material import Material
from casebook.documents.shapes import Block, Bullets, Figure, Heading, Pairs, Paragraph, Table
from casebook.models import Passage
from organizations.models import Layer, Membership
from organizations.platforms.diagram.svg import draw
from organizations.platforms.figure import figure
from platform_registry.japanese import era_year

Part = Passage.Part


def whole(material: Material) -> Iterator[Block]:
    yield Pairs(tuple(_about(material)))
    yield from _goals(material, Part.FINAL_GOAL)
    yield from _goals(material, Part.YEAR_GOAL)
    yield from _inside(material)
    yield from _outside(material)
    values = material.passages(Part.VALUE)
    if values:
        yield Heading("連携による価値や工夫")
        yield Bullets(tuple(words(passage) for passage in values))


def words(passage: Passage) -> str:
    """Heading and text of a passage as one line."""
    parts = (passage.tag, passage.heading, passage.text, passage.period_shown)
    return "　".join(part for part in parts if part)


def _about(material: Material) -> Iterator[tuple[str, str]]:
    place = material.platform.municipality
    lead = [m for m in material.members if m.role == Membership.Role.LEAD]
    yield "自治体名", place.name
    yield "担当部局", "、".join(str(member) for member in lead) or "記載なし"
    if place.population:
        day = place.population_on
        on = f"{era_year(day)}{day.month}月" if day else ""
        source = place.population_source or on
        yield "人口", f"{place.population:,}人（{source}）"
    yield "連携PF", f"{material.platform.name}（{material.platform.get_status_display()}）"
    if material.platform.target:
        yield "ターゲット", material.platform.target


def _goals(material: Material, part: Part) -> Iterator[Block]:
    goals = material.passages(part)
    if goals:
        yield Heading(part.label)
        yield Bullets(tuple(words(goal) for goal in goals))


def _inside(material: Material) -> Iterator[Block]:
    rows = tuple(
        (str(member), member.get_role_display(), member.part)
        for layer in material.layers
        if layer.kind == Layer.Kind.INTERNAL
        for member in material.members_of(layer)
    )
    if rows:
        yield Heading("庁内連携体制")
        yield Table("庁内連携体制", ("部局", "役割", "連携の内容"), rows)


def _outside(material: Material) -> Iterator[Block]:
    rows = tuple(
        (
            layer.name,
            layer.get_kind_display(),
            layer.state_shown,
            layer.members_text or material.platform.members_text * (layer.kind != "council"),
            layer.selection or material.platform.selection * (layer.kind != "council"),
        )
        for layer in material.layers
        if layer.kind != Layer.Kind.INTERNAL
    )
    if rows:
        yield Heading("外部連携体制")
        columns = ("名称", "種類", "状態", "参画メンバー", "選出・打診時の工夫")
        yield Table("外部連携体制", columns, rows)
    yield from _member_lists(material)


def _member_lists(material: Material) -> Iterator[Block]:
    for layer in material.layers:
        members = material.members_of(layer)
        if layer.kind == Layer.Kind.INTERNAL or not members:
            continue
        told = not layer.confidential  # of a council: which bodies, as it is made public
        rows = tuple(
            (
                m.row, m.side if told else "", str(m), m.post if told else "",
                m.get_role_display(), _state(material, m),
            )
            for m in members
        )  # fmt: skip
        columns = ("行", "区分", "団体・部署", "役職", "役割", "状態")
        yield Table(f"{layer.name}の構成員", columns, rows)


def _state(material: Material, member: Membership) -> str:
    """At the end of the year, where whoever left later was still there."""
    if member.state == Membership.State.EXPECTED:
        return str(Membership.State.EXPECTED.label)
    since = "（参加日不明）" if member.pk in material.undated else ""
    return f"{Membership.State.JOINED.label}{since}"


def _counted(material: Material, layer: Layer) -> str:
    """連携PF（12、うち参加日不明2）"""
    members = material.members_of(layer)
    undated = sum(member.pk in material.undated for member in members)
    return f"{layer.name}（{len(members)}{f'、うち参加日不明{undated}' if undated else ''}）"


def image(material: Material) -> Iterator[Block]:
    drawing = draw(figure(material.platform, material.layers, material.members))
    names = "、".join(_counted(material, layer) for layer in material.layers)
    yield Figure(
        "構成図", drawing, f"層と構成員の数：{names}" if names else "層の登録はありません。"
    )
    if material.platform.figure_text:
        yield Paragraph(material.platform.figure_text)
    for layer in material.layers:
        if layer.role:
            yield Paragraph(f"{layer.name}：{layer.role}")
    for passage in material.passages(Part.IMAGE):
        yield Paragraph(words(passage))
