"""The questions that the lists of events, deliveries, orders and speakers answer."""

from platform_registry.inquiries import register

register(
    "行事・事業",
    "どの行事に何人来たか。",
    "pilot-events",
    answer="すべての行事の人数を、実人数・のべ・申込に分けて。違う数え方は足しません。",
)
register(
    "行事・事業",
    "チラシやリーフレットを、どこに何部配ったか。",
    "distributions",
    answer="区分ごとの小計と、資料の合計に対する割合（350／1,000部など）。",
)
register(
    "団体・人",
    "発注先で、登壇もした団体はどこか。",
    "vendors-and-speakers",
    query="part=both",
    answer="団体ごとに、発注と登壇を並べて。条件を外すと、どちらかだけの団体も出ます。",
)
register(
    "団体・人",
    "だれが、どの行事に登壇したか。",
    "speakers",
    answer="講演、パネリスト、司会など。氏名を押すと、その人のほかの登場も出ます。",
)
