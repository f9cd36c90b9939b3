"""The chapters of the report form, in its order (japan.md 1.4: 事例シート)."""

from __future__ import annotations

from casebook.composition import overview, pilots, prose, records
from casebook.composition.material import Material
from casebook.documents.shapes import CaseDocument, Chapter
from casebook.models import CaseSheet
from platform_registry.japanese import fiscal_year_label

CHAPTERS = (
    ("1", "取組の全体像", "overview", overview.whole),
    ("2", "連携PFイメージ", "image", overview.image),
    ("3", "試行的事業一覧", "pilots", pilots.overview),
    ("4", "行程と留意点", "stages", prose.stages),
    ("5", "ブレイクスルー要因", "breakthrough", prose.breakthrough),
    ("6", "コラム", "column", prose.column),
    ("7", "打合せ記録一覧", "meetings", records.meetings),
    ("8", "従前からの取組", "prior", prose.prior),
    ("9", "試行的事業の詳細", "details", pilots.details),
    ("10", "次年度以降の案", "plans", prose.plans),
    ("11", "反響", "reactions", prose.reactions),
    ("12", "付記", "notes", records.notes),
)


def compose(sheet: CaseSheet) -> CaseDocument:
    """The sheet as it stands in the registry now."""
    return composed_of(Material(sheet))


def composed_of(material: Material) -> CaseDocument:
    """Chapters without content are left out."""
    sheet = material.sheet
    chapters = [
        Chapter(number, title, anchor, blocks)
        for number, title, anchor, part in CHAPTERS
        if (blocks := tuple(part(material)))
    ]
    place = material.platform.municipality.name
    return CaseDocument(
        title=f"{place}　{fiscal_year_label(sheet.fiscal_year)} 事例票",
        subtitle=f"{material.platform.name}（{sheet.edition}）",
        chapters=tuple(chapters),
    )
