from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from platform_registry.access import fetch
from platform_registry.lists.exports import XLSX_TYPE
from platform_registry.signed_in import SignedInRequest
from surveys.importing.planning.answers import make_plan
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch


def problems(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows with problems as a workbook in the layout of the file."""
    from surveys.importing.planning.problem_workbook import problem_workbook  # brings openpyxl

    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.RESPONSES)
    batches = batches.select_related("file", "survey", "municipality").defer("file__content")
    batch = fetch(batches, request.user, "import", pk=pk)
    try:
        content = problem_workbook(make_plan(batch))
    except Refused:
        return redirect(batch)
    name = f"問題の一覧_{batch.file.name.rsplit('.', 1)[0]}.xlsx"
    response = HttpResponse(content, content_type=XLSX_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
