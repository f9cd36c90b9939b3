from django.urls import path

from casebook import pages
from casebook.views import home, learning, sheets

urlpatterns = [
    path("", home.home, name="home"),
    path("case-sheets/", sheets.CaseSheetList.as_view(), name="case-sheets"),
    path("case-sheets/<int:pk>/", sheets.detail, name="case-sheet"),
    path("case-sheets/<int:pk>/docx/", sheets.word, name="case-sheet-docx"),
    path("case-sheets/<int:pk>/xlsx/", sheets.excel, name="case-sheet-xlsx"),
    path("case-sheets/<int:pk>/step/<slug:name>/", sheets.step, name="case-sheet-step"),
    path("case-book/<int:year>/", sheets.book, name="case-book"),
    path("compare/", learning.compare, name="compare"),
    path("references/", learning.references, name="references"),
    path("platforms/<int:pk>/stages/<int:number>/", learning.stage, name="stage"),
    path("platforms/<int:pk>/stages/<int:number>/state/", learning.set_stage, name="stage-set"),
    *pages.urls(),
]
