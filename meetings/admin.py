from django.apps import apps

from platform_registry.admin.derived import register

register(*apps.get_app_config("meetings").get_models())
