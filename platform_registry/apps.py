from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import pre_migrate


class RegistryAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "platform_registry.admin.site.RegistryAdminSite"


class PlatformRegistryConfig(AppConfig):
    default = True
    name = "platform_registry"
    verbose_name = "つながりPF台帳"

    def ready(self) -> None:
        from platform_registry.forms.sentences import speak_plainly
        from platform_registry.forms.unseen import watch_columns
        from platform_registry.operation import checks  # noqa: F401 – registers itself
        from platform_registry.operation.migrating import look_first

        speak_plainly()
        pre_migrate.connect(look_first, sender=self)
        watch_columns(checks.own_models())
