"""The questions that the lists of meetings answer."""

from platform_registry.inquiries import register

register(
    "会議",
    "会議に何時間かかったか。いちばん長い会議はどれか。",
    "meetings",
    query="sort=-duration",
    answer="長い順に並べ、合計の時間も出します。開始か終了が分からない会議は、計に入れません。",
)
register(
    "会議",
    "会議で決まった「すること」で、期限を過ぎたものはどれか。",
    "actions",
    query="late=overdue",
    answer="期限の古い順に、担当と、もとの会議を並べます。",
)
