from django.apps import AppConfig


class PlatformRegistryConfig(AppConfig):
    name = "platform_registry"
    verbose_name = "つながりPF台帳"

    def ready(self) -> None:
        from platform_registry.forms import speak_plainly

        speak_plainly()
