import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casebook', '0008_working_copy'),
        ('organizations', '0011_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='casesheet',
            name='fiscal_year',
            field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1948, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'), django.core.validators.MaxValueValidator(2100, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023')], verbose_name='年度'),
        ),
        migrations.AlterField(
            model_name='stagestatus',
            name='fiscal_year',
            field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1948, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'), django.core.validators.MaxValueValidator(2100, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023')], verbose_name='年度'),
        ),
        migrations.AddConstraint(
            model_name='casesheet',
            constraint=models.CheckConstraint(condition=models.Q(('fiscal_year', None), ('fiscal_year__range', (1948, 2100)), _connector='OR'), name='case_sheet_year_within_reason', violation_error_message='この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='passage_ends_after_start', violation_error_message='終了は開始以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='reference',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='reference_not_negative', violation_error_message='0以上の数を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='stagenote',
            constraint=models.CheckConstraint(condition=models.Q(('heading', ''), _negated=True), name='stage_note_headed', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='stagestatus',
            constraint=models.CheckConstraint(condition=models.Q(('fiscal_year', None), ('fiscal_year__range', (1948, 2100)), _connector='OR'), name='stage_status_year_within_reason', violation_error_message='この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'),
        ),
    ]
