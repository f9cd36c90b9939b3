"""What was published so far becomes the first version of its sheet, with its prose as rows."""

from typing import Any

from django.db import migrations


def source_text(record: Any) -> str:
    """As `Sourced.source_text` says it: 報告書版 ２－３ 3.試行的事業一覧 286–291行"""
    if record.source is None:
        return ''
    short = ' '.join(p for p in (record.source.edition or record.source.title, record.source.chapter) if p)
    lines = f'{record.source_lines}行' if record.source_lines else ''
    return ' '.join(part for part in (short, record.source_section, lines) if part)


def common(version: Any, record: Any) -> dict[str, Any]:
    return {
        'version': version, 'number': record.number, 'heading': record.heading, 'tag': record.tag,
        'text': record.text, 'summary': record.summary, 'source_text': source_text(record),
    }


def publish(apps: Any, schema_editor: Any) -> None:
    """A published sheet was locked: its rows are what its copy was made of."""
    CaseSheet, SheetVersion, PublishedPassage = (
        apps.get_model('casebook', name) for name in ('CaseSheet', 'SheetVersion', 'PublishedPassage')
    )
    for sheet in CaseSheet.objects.filter(state='published').select_related('updated_by').iterator(chunk_size=20):
        if sheet.frozen is None:
            continue
        by = sheet.updated_by
        version = SheetVersion.objects.create(
            sheet=sheet,
            number=1,
            document=sheet.frozen,
            published_on=sheet.published_on or sheet.updated_at.date(),
            published_by=by,
            publisher=(by.display_name or by.username) if by else '',
        )
        rows = [
            PublishedPassage(**common(version, p), part=p.part, organization=p.organization)
            for p in sheet.passages.select_related('source', 'organization')
        ]
        rows += [
            PublishedPassage(**common(version, n), stage=n.stage, side=n.side, printed_mark=n.printed_mark)
            for n in sheet.stage_notes.select_related('source')
        ]
        PublishedPassage.objects.bulk_create(rows)
    CaseSheet.objects.filter(state='published').update(state='confirmed')


class Migration(migrations.Migration):

    dependencies = [
        ('casebook', '0006_sheet_versions'),
    ]

    operations = [
        migrations.RunPython(publish),
    ]
