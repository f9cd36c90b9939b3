from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import pre_migrate


class RegistryAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "platform_registry.admin_site.RegistryAdminSite"


class PlatformRegistryConfig(AppConfig):
    default = True
    name = "platform_registry"
    verbose_name = "つながりPF台帳"

    def ready(self) -> None:
        from platform_registry import checks  # noqa: F401 – registers itself
        from platform_registry.migrating import look_first
        from platform_registry.sentences import speak_plainly
        from platform_registry.unseen import watch_columns

        speak_plainly()
        pre_migrate.connect(look_first, sender=self)
        watch_columns(checks.own_models())
