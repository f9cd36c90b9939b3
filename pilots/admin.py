from django.apps import apps

from platform_registry.admin.derived import register

register(*apps.get_app_config("pilots").get_models())
