"""The questions that the lists of the stages and the persons of all platforms answer."""

from platform_registry.inquiries import register

register(
    "連携PF・自治体",
    "どの自治体が、10の行程のどこまで進んでいるか。",
    "stages",
    answer="1行に1つの連携PF、10の列に行程。年度を選べます。",
)
register(
    "団体・人",
    "ある人は、これまでどこに出てくるか。",
    "appearances",
    answer="登壇、座長や委員、会議の出席などを、1人分まとめて。守秘の会議は、許可された人にだけ出ます。",
)
