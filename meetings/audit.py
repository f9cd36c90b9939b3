"""What of this floor is in the change log: every record."""

from auditlog.registry import auditlog
from django.apps import apps

for model in apps.get_app_config("meetings").get_models():
    many = {field.name for field in model._meta.many_to_many}
    auditlog.register(model, exclude_fields=["version", "updated_at"], m2m_fields=many)
