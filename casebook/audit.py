"""What of this floor is in the change log: every record."""

from auditlog.registry import auditlog
from django.apps import apps

for model in apps.get_app_config("casebook").get_models():
    auditlog.register(model, exclude_fields=["version", "updated_at"])
