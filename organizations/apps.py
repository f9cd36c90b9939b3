from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = "団体と自治体"

    def ready(self) -> None:
        # Writing one record entails another: the door has to know before anything is written.
        import organizations.beside.actions
        import organizations.bodies.actions
        import organizations.log.actions
        import organizations.members.actions
        import organizations.own.actions
        import organizations.support.actions  # noqa: F401
        from organizations import home, inquiries, panels, searched  # noqa: F401
        from organizations.bodies import fields  # noqa: F401
        from organizations.bulk import acts, bodies, handed, members  # noqa: F401
        from organizations.log import audit  # noqa: F401
        from organizations.people import actions_handover, signins  # noqa: F401
        from platform_registry import navigation

        also = (
            "invitations", "layers", "lowerings", "measures", "member-counts", "members",
            "memberships", "needs", "practice-examples",
        )  # fmt: skip
        navigation.register("連携PF", "platforms", order=20, also=also)
        navigation.register("団体", "organizations", order=30)
        navigation.register("部署", "departments", order=120, group="記録")
        navigation.register("出典文書", "source-documents", order=125, group="記録")
        navigation.register("自治体", "municipalities", order=130, group="記録")
        navigation.register(
            "利用者",
            "people",
            order=135,
            permission="administer",
            group="記録",
            also=("clearances",),
        )
        navigation.register(
            "独自の項目", "own-fields", order=137, permission="administer", group="記録"
        )
        navigation.register(
            "変更・閲覧記録", "audit-log", order=140, permission="import", group="記録"
        )
        navigation.register("管理", "admin:index", order=150, permission="administer", group="記録")
