from __future__ import annotations

from django.urls import URLPattern, path

from casebook import pages
from casebook.views import appearances, files, home, learning, matrix, sheets, versions

VERSION = "case-sheets/<int:pk>/versions/<int:number>"


def _files(kind: str) -> list[URLPattern]:
    """What others read, the draft of it, and each version: as docx, as xlsx."""
    given = {"kind": kind}
    return [
        path(f"case-sheets/<int:pk>/{kind}/", files.sheet, given, f"case-sheet-{kind}"),
        path(f"case-sheets/<int:pk>/draft/{kind}/", files.draft, given, f"case-sheet-draft-{kind}"),
        path(f"{VERSION}/{kind}/", files.version, given, f"case-sheet-version-{kind}"),
    ]


urlpatterns = [
    path("", home.home, name="home"),
    path("case-sheets/", sheets.CaseSheetList.as_view(), name="case-sheets"),
    path("case-sheets/<int:pk>/", sheets.detail, name="case-sheet"),
    path("case-sheets/<int:pk>/step/<slug:name>/", sheets.step, name="case-sheet-step"),
    path("case-sheets/<int:pk>/publish/", versions.publish, name="case-sheet-publish"),
    path(f"{VERSION}/", versions.detail, name="case-sheet-version"),
    path(f"{VERSION}/withdraw/", versions.withdraw, name="case-sheet-withdraw"),
    *(url for kind in files.WRITERS for url in _files(kind)),
    path("case-book/<int:year>/", files.book, name="case-book"),
    path("compare/", learning.compare, name="compare"),
    path("stages/", matrix.StageMatrix.as_view(), name="stages"),
    path("appearances/", appearances.page, name="appearances"),
    path("references/", learning.references, name="references"),
    path("platforms/<int:pk>/stages/<int:number>/", learning.stage, name="stage"),
    path("platforms/<int:pk>/stages/<int:number>/state/", learning.set_stage, name="stage-set"),
    *pages.urls(),
]
