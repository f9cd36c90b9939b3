from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from platform_registry.access import fetch
from platform_registry.lists.exports import XLSX_TYPE
from platform_registry.signed_in import SignedInRequest
from surveys.importing.planning.kept_work import kept_work
from surveys.importing.planning.work import Work
from surveys.importing.shapes import Refused
from surveys.models import ImportBatch

Step = ImportBatch.Step


def problems(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows with problems as a workbook in the layout of the file."""
    from surveys.importing.planning.problem_workbook import problem_workbook  # brings openpyxl

    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.RESPONSES)
    batches = batches.select_related("file", "survey", "municipality").defer("file__content")
    batch = fetch(batches, request.user, "import", pk=pk)
    try:
        work = kept_work(batch, Step.CHECK) if batch.in_background else Work(batch)
        if work is None:
            return redirect("import-check", batch.pk)
        content = problem_workbook(replace(work.plan, reading=work.whole_reading()))
    except Refused:
        return redirect(batch)
    name = f"問題の一覧_{batch.file.name.rsplit('.', 1)[0]}.xlsx"
    response = HttpResponse(content, content_type=XLSX_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response
