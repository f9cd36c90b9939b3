from django.apps import apps

from organizations.chain.admin import register

register(*apps.get_app_config("pilots").get_models())
