from django.apps import AppConfig


class PlatformRegistryConfig(AppConfig):
    name = "platform_registry"
    verbose_name = "つながりPF台帳"
