"""Kanji that are written in two ways in names, for the search key alone.

Each pair is (as found, folded to). Neither side is "right": an organization keeps the
spelling it chose, and only comparison sees the folded one.
"""

# Radicals that PDF text and some fonts give in place of the kanji (U+2E80–2EFF). NFKC folds the
# Kangxi radicals (U+2F00–2FD5) but only two of these.
RADICALS = (
    "\u2e81厂 \u2e8c小 \u2e8d小 \u2e8e兀 \u2e92巳 \u2e95彐 \u2e9c日 \u2e9d月 \u2ea0民 \u2ea7牛 "
    "\u2ea9王 \u2eaa疋 \u2eab目 \u2eac示 \u2eae竹 \u2eaf糸 \u2eb6羊 \u2ebb聿 \u2ebc肉 \u2ebd臼 "
    "\u2ec1虎 \u2ec4西 \u2ec5見 \u2ec6角 \u2ec9貝 \u2ecb車 \u2ed1長 \u2ed2長 \u2ed3長 \u2ed4門 "
    "\u2ed7雨 \u2ed8青 \u2eda頁 \u2edb風 \u2edc飛 \u2edd食 \u2ede食 \u2edf食 \u2ee2馬 \u2ee3骨 "
    "\u2ee4鬼 \u2ee5魚 \u2ee6鳥 \u2ee8麦 \u2ee9黄 \u2eeb斉 \u2eed歯 \u2eef竜 \u2ef1亀 \u2ef2亀"
)

# Old, popular and mistaken forms that occur in names of people, places and organizations.
# 﨑 and its like have no decomposition in Unicode, so no normal form folds them.
KANJI = (
    "髙高 﨑崎 嵜崎 碕崎 𠮷吉 邊辺 邉辺 齋斉 齊斉 斎斉 澤沢 濱浜 濵浜 嶋島 嶌島 龍竜 瀧滝 櫻桜 "
    "國国 圀国 學学 斈学 會会 寶宝 寳宝 惠恵 廣広 實実 壽寿 萬万 與与 榮栄 圓円 縣県 區区 緣縁 "
    "德徳 穗穂 藏蔵 淺浅 豐豊 增増 靑青 淸清 橫横 黑黒 步歩 每毎 礒磯 埜野 峯峰 嶽岳 舘館 條条 "
    "眞真 愼慎 鐵鉄 佛仏 彌弥 禮礼 應応 驛駅 讀読 賣売 團団 醫医 勞労 勵励 勸勧 營営 塲場 戶戸 "
    "户戸 靜静 總総 冨富 曾曽 槇槙 遙遥 堯尭 晉晋 亞亜 兒児 來来 劍剣 齡齢 樂楽 藥薬 鷗鴎 鶯鴬 "
    "蘆芦 薗園 鄕郷 鄉郷 緖緒 藝芸 關関 鹽塩 濟済 齒歯 發発 續続 傳伝 轉転 當当 燈灯 點点 獨独 "
    "讓譲 臺台 體体 對対 變変 寬寛 將将 獎奨 莊荘 祿禄 錄録 綠緑 强強 敎教 雞鶏 鷄鶏 溪渓 經経 "
    "輕軽 螢蛍 險険 檢検 驗験 嚴厳 廳庁 聽聴 鑛鉱 號号 雜雑 參参 贊賛 殘残 絲糸 辭辞 寫写 舊旧 "
    "據拠 擧挙 峽峡 曉暁 勳勲 薰薫 冰氷 隨随 數数 攝摂 禪禅 雙双 爭争 屬属 帶帯 戀恋 灣湾 穐秋 "
    "龝秋 凜凛 檜桧 籠篭 渕淵 渊淵 藪薮 禱祷 礪砺 壺壷 灌潅 枡桝 栁柳 桒桑 兔兎 麴麹 麵麺 龜亀 "
    "瘦痩 頰頬 塡填 瀨瀬 賴頼 巖巌 槪概 郞郎 顏顔 聨連 聯連 恊協 畧略 竝並 倂併 假仮 價価 兩両 "
    "內内 冱冴 劃画 單単 圍囲 壯壮 處処 拂払 收収 敍叙 斷断 晝昼 棲栖 歸帰 氣気 淚涙 滿満 濕湿 "
    "爲為 畫画 疊畳 盡尽 礙碍 稻稲 稱称 繩縄 繪絵 聲声 肅粛 腦脳 舍舎 莖茎 蟲虫 裝装 觀観 觸触 "
    "證証 譯訳 譽誉 豫予 辯弁 瓣弁 遞逓 遲遅 邨村 醉酔 釋釈 錢銭 鑄鋳 隱隠 靈霊 飜翻 餘余 髮髪 "
    "鬪闘 麥麦 黃黄 默黙 黨党 濶闊 逹達 籘藤 萠萌 舖舗 鋪舗 廰庁 嵓巌 埀垂 舩船 鉃鉄 恆恒 悅悦 "
    "說説 稅税 銳鋭 戲戯 巢巣 卷巻 查査 產産 彥彦 姬姫 祕秘 曆暦 歷歴 淨浄 涌湧 硏研 珎珍 窻窓 "
    "衞衛 謠謡 豬猪 貳弐 壹壱 鎭鎮 陷陥 鄰隣 顯顕 驒騨 鰺鯵 鴈雁 鵞鵝 麪麺"
)


VARIANTS: dict[int, str] = {
    ord(pair[0]): pair[1] for pair in f"{RADICALS} {KANJI}".split() if pair[0] != pair[1]
}
"""Table for ``str.translate``."""
