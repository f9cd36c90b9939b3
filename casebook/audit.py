"""What of this floor is in the change log: every record."""

from auditlog.registry import auditlog
from django.apps import apps

# A version's document is kept in the version itself, whole and for ever.
NOT_LOGGED = ["version", "updated_at", "document"]

for model in apps.get_app_config("casebook").get_models():
    auditlog.register(model, exclude_fields=NOT_LOGGED)
