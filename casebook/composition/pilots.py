"""Chapters 3 and 9: the pilots in one table, and each in detail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casebook.composition.material import Material
from casebook.composition.overview import words
from casebook.documents.shapes import Block, Bullets, Heading, Paragraph, Table
from casebook.models import Passage
from organizations.sources.models import plain_number
from pilots.budget import budget
from pilots.models import Kpi, KpiReading, Pilot, PilotEvent, Publication
from platform_registry.models import label_of_field
from surveys.models import Survey

COLUMNS = (
    "番号", "事業名称", "事業内容", "目的・期待効果・KPI", "成果検証結果", "実施時期", "発注先・金額",
)  # fmt: skip


def overview(material: Material) -> Iterator[Block]:
    points = material.passages(Passage.Part.PILOT_POINT)
    if points:
        yield Heading("ポイント・工夫")
        yield Bullets(tuple(words(point) for point in points))
    if not material.pilots:
        return
    rows = tuple(_row(pilot) for pilot in material.pilots)
    links = tuple(pilot.get_absolute_url() for pilot in material.pilots)
    yield Table("試行的事業一覧", COLUMNS, rows, links)
    total = budget(order for pilot in material.pilots for order in pilot.procurements.all())
    without = f"{total.leaves_out}は含みません。" if total.leaves_out else ""
    yield Paragraph(f"発注の合計：{total.shown}。{without}")


def _row(pilot: Pilot) -> tuple[str | int, ...]:
    kpis = list(pilot.kpis.all())
    planned = "\n".join(_aimed(kpi) for kpi in kpis if kpi.origin == Kpi.Origin.PLANNED)
    return (
        pilot.number, pilot.name, pilot.content, planned, _outcome(pilot, kpis), pilot.period_shown,
        "\n".join(_order(order) for order in pilot.procurements.all()),
    )  # fmt: skip


def _outcome(pilot: Pilot, kpis: list[Kpi]) -> str:
    if pilot.result_of:
        return f"「{pilot.result_of.name}」と同様"
    return "\n".join(_result(kpi, reading) for kpi in kpis for reading in kpi.readings.all())


def _aimed(kpi: Kpi) -> str:
    goal = f"（目標 {plain_number(kpi.goal)}{kpi.unit}）" if kpi.goal is not None else ""
    return f"{kpi.label}{goal}"


def _result(kpi: Kpi, reading: KpiReading) -> str:
    shown = reading.words
    return f"{kpi.label}　{shown}" if shown != kpi.label else kpi.label


def _order(order: Any) -> str:
    parts = (getattr(order, "vendor_name", ""), getattr(order, "use", ""), order.shown)
    return "　".join(part for part in parts if part)


def details(material: Material) -> Iterator[Block]:
    for pilot in material.pilots:
        yield Heading(f"{pilot.number} {pilot.detail_name or pilot.name}")
        for label in ("aim", "ingenuity", "result"):
            text = getattr(pilot, label)
            if text:
                yield Paragraph(f"{label_of_field(Pilot, label)}：{text}")
        for event in pilot.events.all():
            yield from _event(event)
        for survey in pilot.surveys.all():
            yield from _survey(survey)
        for publication in pilot.publications.all():
            yield from _publication(publication)
        yield from _hearings(material, pilot)


def _event(event: PilotEvent) -> Iterator[Block]:
    yield Heading(event.name, level=4)
    yield Paragraph(
        "　".join(part for part in (event.period_shown, event.venue, event.theme) if part)
    )
    counts = tuple(
        (c.get_counting_display(), c.place, c.category or "全体", c.shown, c.percent)
        for c in event.attendance.all()
    )
    if counts:
        columns = ("数え方", "会場・回", "区分", "人数", "割合（原文・％）")
        yield Table(f"{event.name}の人数", columns, counts)
    speakers = tuple((s.name, s.affiliation, s.part, s.title) for s in event.speakers.all())
    if speakers:
        yield Table(f"{event.name}の登壇者", ("氏名", "所属・職", "役割", "演題"), speakers)
    programme = tuple(
        (item.number, item.time_as_printed, item.text) for item in event.programme.all()
    )
    if programme:
        yield Table(f"{event.name}の次第", ("番号", "時刻", "内容"), programme)


def _survey(survey: Survey) -> Iterator[Block]:
    yield Heading(survey.title, level=4)
    counts = [
        ("送付", survey.sent_count), ("回収", survey.returned_count), ("有効", survey.valid_count),
    ]  # fmt: skip
    shown = "　".join(f"{label}{number:,}" for label, number in counts if number is not None)
    rate = f"　回収率 {survey.rate_as_printed}" if survey.rate_as_printed else ""
    if shown or rate:
        yield Paragraph(f"{shown}{rate}　{survey.method}　{survey.period_shown}".strip())
    figures = tuple((f.question, f.option, f.shown, f.base) for f in survey.figures.all())
    if figures:
        yield Table(f"{survey.title}の集計", ("設問", "選択肢・項目", "値", "母数（n）"), figures)


def _publication(publication: Publication) -> Iterator[Block]:
    rows = tuple(
        (d.number, d.group, d.place, d.sites, d.copies) for d in publication.distributions.all()
    )
    if rows:
        yield Table(f"{publication.name}の配布先", ("No.", "区分", "配布先", "か所", "部数"), rows)
        if publication.copies_as_printed:
            total = plain_number(publication.copies_as_printed)
            yield Paragraph(f"資料の合計：{total}部", remark=True)


def _hearings(material: Material, pilot: Pilot) -> Iterator[Block]:
    rows = tuple(
        (h.get_counterpart_display(), h.breakdown, h.title, h.shown)
        for h in material.hearings
        if h.pilot_id == pilot.pk
    )
    if rows:
        columns = ("相手の種別", "内訳", "表題", "件数")
        yield Table(f"{pilot.name}のヒアリング", columns, rows)
