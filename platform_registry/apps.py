from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate, pre_migrate


class RegistryAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "platform_registry.admin.site.RegistryAdminSite"


class PlatformRegistryConfig(AppConfig):
    default = True
    name = "platform_registry"
    verbose_name = "つながりPF台帳"

    def import_models(self) -> None:
        """And let fields speak plainly, before any app begins to make forms when it is ready."""
        from platform_registry.forms.sentences import speak_plainly

        super().import_models()
        speak_plainly()

    def ready(self) -> None:
        from platform_registry.forms.unseen import watch_columns
        from platform_registry.grids import home  # noqa: F401 – registers itself
        from platform_registry.operation import checks  # noqa: F401 – registers itself
        from platform_registry.operation.migrating import look_first
        from platform_registry.search.actions import after_migrations, keep_up

        pre_migrate.connect(look_first, sender=self)
        post_migrate.connect(after_migrations, sender=self)
        keep_up()
        watch_columns(checks.own_models())
