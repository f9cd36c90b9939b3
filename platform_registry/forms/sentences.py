"""What fields say of what was entered: what is wrong, and what to do. One table for all forms.

Django's own sentences are replaced where it keeps them, so that a field added tomorrow says the
same; tests/kit/test_sentences.py sends hostile values to every field of every form.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.db import models
from django.forms.formsets import BaseFormSet
from django.forms.models import InlineForeignKeyField

from platform_registry.forms.dates import DATE_EXAMPLES, TIME_EXAMPLES
from platform_registry.records.rules import NOT_GIVEN

NOT_A_WHOLE_NUMBER = "整数として読み取れません。例：1,460のように、数字だけを入力してください。"
NO_DATE = f"日付として読み取れません。{DATE_EXAMPLES}のように入力してください。"
NO_TIME = f"時刻として読み取れません。{TIME_EXAMPLES}のように入力してください。"
NO_MOMENT = "日時として読み取れません。例：2024/3/5 14:30のように入力してください。"
TOO_LARGE = "数が大きすぎます。桁を確かめてください。"
TOO_LONG = "%(show_value)d文字あります。%(limit_value)d文字以内に縮めてください。"
NOT_CHOSEN = "選ばれていません。選んでください。"
NOT_OFFERED = "選択肢にないものが選ばれています。選択肢から選び直してください。"
NO_LONGER = "選んだものは、今は選べません。選び直してください。"
NO_ADDRESS = "ホームページのアドレスとして読み取れません。例：https://www.example.jp/"
NO_MAIL = "メールアドレスとして読み取れません。例：taro@example.jp"
NO_FILE = "ファイルが選ばれていません。選んでください。"
UNREADABLE = "読み取れません。入力を確かめてください。"
TAKEN = "同じ%(field_label)sの%(model_name)sがすでにあります。登録済みのものを使うか、別の%(field_label)sにしてください。"

OF_FIELDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": NOT_GIVEN},
    forms.IntegerField: {"invalid": NOT_A_WHOLE_NUMBER},
    forms.FloatField: {"invalid": NOT_A_WHOLE_NUMBER},
    forms.DecimalField: {"invalid": NOT_A_WHOLE_NUMBER},
    forms.DateField: {"invalid": NO_DATE},
    forms.TimeField: {"invalid": NO_TIME},
    forms.DateTimeField: {"invalid": NO_MOMENT},
    forms.SplitDateTimeField: {"invalid_date": NO_DATE, "invalid_time": NO_TIME},
    forms.MultiValueField: {"invalid": UNREADABLE, "incomplete": NOT_GIVEN},
    forms.DurationField: {"invalid": UNREADABLE, "overflow": TOO_LARGE},
    forms.BooleanField: {"required": "確かめてチェックを付けてください。"},
    forms.URLField: {"invalid": NO_ADDRESS},
    forms.JSONField: {"invalid": "JSONとして読み取れません。書き方を確かめてください。"},
    forms.UUIDField: {"invalid": UNREADABLE},
    forms.FileField: {
        "required": NO_FILE,
        "invalid": NO_FILE,
        "missing": NO_FILE,
        "empty": "選んだファイルは空です。中身のあるファイルを選び直してください。",
        "max_length": "ファイル名が%(length)d文字あります。%(max)d文字以内に縮めてください。",
        "contradiction": "ファイルを選ぶか「クリア」にチェックを付けるか、どちらかにしてください。",
    },
    forms.ImageField: {"invalid_image": "画像として読み取れません。別のファイルを選んでください。"},
    forms.ChoiceField: {"required": NOT_CHOSEN, "invalid_choice": NOT_OFFERED},
    forms.MultipleChoiceField: {
        "required": NOT_CHOSEN, "invalid_choice": NOT_OFFERED, "invalid_list": NOT_OFFERED,
    },
    forms.ModelChoiceField: {"required": NOT_CHOSEN, "invalid_choice": NO_LONGER},
    forms.ModelMultipleChoiceField: {
        "required": NOT_CHOSEN, "invalid_choice": NO_LONGER, "invalid_list": NO_LONGER,
        "invalid_pk_value": NO_LONGER,
    },
    InlineForeignKeyField: {"invalid_choice": NO_LONGER},
}  # fmt: skip

# What the door says of a record, whichever way it came.
OF_COLUMNS: dict[type[models.Field[Any, Any]], dict[str, str]] = {
    models.Field: {
        "blank": NOT_GIVEN, "null": NOT_GIVEN, "invalid_choice": NOT_OFFERED, "unique": TAKEN,
        "unique_for_date": TAKEN,
    },
    models.IntegerField: {"invalid": NOT_A_WHOLE_NUMBER},
    models.DecimalField: {"invalid": NOT_A_WHOLE_NUMBER},
    models.BooleanField: {"invalid": UNREADABLE, "invalid_nullable": UNREADABLE},
    models.DateField: {"invalid": NO_DATE, "invalid_date": NO_DATE},
    models.TimeField: {"invalid": NO_TIME, "invalid_time": NO_TIME},
    models.DateTimeField: {
        "invalid": NO_MOMENT, "invalid_date": NO_MOMENT, "invalid_datetime": NO_MOMENT,
    },
    models.ForeignKey: {"invalid": NO_LONGER},
    models.JSONField: {"invalid": "JSONとして読み取れません。書き方を確かめてください。"},
}  # fmt: skip

OF_VALIDATORS: list[tuple[Any, str]] = [
    (validators.MinValueValidator, "%(limit_value)s以上の数を入力してください。"),
    (validators.MaxValueValidator, TOO_LARGE),
    (validators.StepValueValidator, "%(limit_value)sの倍数を入力してください。"),
    (validators.MinLengthValidator, "%(limit_value)d文字以上で入力してください。"),
    (validators.MaxLengthValidator, TOO_LONG),
    (validators.EmailValidator, NO_MAIL),
    (validators.URLValidator, NO_ADDRESS),
    (validators.RegexValidator, UNREADABLE),
    (validators.FileExtensionValidator, "この種類のファイルは使えません。%(allowed_extensions)sのファイルを選んでください。"),
    (validators.ProhibitNullCharactersValidator, "使えない文字（NUL）が入っています。入力し直してください。"),
    (validators.validate_slug, "半角の英数字、ハイフン、下線だけで入力してください。"),
    (validators.validate_integer, NOT_A_WHOLE_NUMBER),
    (validators.validate_email, NO_MAIL),
]  # fmt: skip

OF_DIGITS = {
    "invalid": NOT_A_WHOLE_NUMBER,
    "max_digits": TOO_LARGE,
    "max_decimal_places": "小数は%(max)s桁までで入力してください。",
    "max_whole_digits": TOO_LARGE,
}
OF_FORMSETS = {
    "missing_management_form": "送られた内容が途中で欠けています。ページを開き直してください。",
    "too_many_forms": "行は%(num)d行までです。行を減らしてください。",
    "too_few_forms": "行を%(num)d行以上入力してください。",
}


def speak_plainly() -> None:
    """Put the sentences where Django keeps its own."""
    told: Any
    for table in (OF_FIELDS, OF_COLUMNS):
        for told, messages in table.items():
            own = vars(told).get("default_error_messages", {})
            told.default_error_messages = {**own, **messages}
    for told, message in OF_VALIDATORS:
        told.message = message
    validators.DecimalValidator.messages = {**OF_DIGITS}
    BaseFormSet.default_error_messages = {**BaseFormSet.default_error_messages, **OF_FORMSETS}
