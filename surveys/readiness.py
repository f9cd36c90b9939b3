"""What the imports need of a site that runs."""

from platform_registry.operation.readiness import needed
from surveys.actions.jobs import worker_is_there

NO_WORKER = "取込の裏方が動いていません。python manage.py run_worker を常に動かしてください。"


@needed
def a_worker() -> str:
    return "" if worker_is_there() else NO_WORKER
