import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0011_rules'),
        ('surveys', '0008_through_the_door'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='survey',
            name='survey_ends_after_start',
        ),
        migrations.AlterField(
            model_name='mappingprofile',
            name='fields',
            field=models.JSONField(blank=True, default=list, verbose_name='列の対応'),
        ),
        migrations.AlterField(
            model_name='mappingprofile',
            name='settings',
            field=models.JSONField(blank=True, default=dict, verbose_name='読み取りの設定'),
        ),
        migrations.AlterField(
            model_name='survey',
            name='fiscal_year',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1948, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'), django.core.validators.MaxValueValidator(2100, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023')], verbose_name='年度'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='batch_progress', violation_error_message='進み具合は100までです。'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='survey_titled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('fiscal_year', None), ('fiscal_year__range', (1948, 2100)), _connector='OR'), name='survey_year_within_reason', violation_error_message='この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='survey_ends_after_start', violation_error_message='締切日は開始日以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='surveyfigure',
            constraint=models.CheckConstraint(condition=models.Q(('option', ''), _negated=True), name='figure_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='surveyfigure',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='figure_not_negative', violation_error_message='0以上の数を入力してください。'),
        ),
        migrations.AlterConstraint(
            model_name='answer',
            name='answer_option_once',
            constraint=models.UniqueConstraint(condition=models.Q(('option__isnull', False)), fields=('response', 'question', 'option'), name='answer_option_once', violation_error_message='この選択肢はすでに選ばれています。'),
        ),
        migrations.AlterConstraint(
            model_name='answer',
            name='answer_value_once',
            constraint=models.UniqueConstraint(condition=models.Q(('option__isnull', True)), fields=('response', 'question'), name='answer_value_once', violation_error_message='この設問の回答はすでにあります。'),
        ),
        migrations.AlterConstraint(
            model_name='importrow',
            name='import_row_once',
            constraint=models.UniqueConstraint(fields=('batch', 'number'), name='import_row_once', violation_error_message='同じ行がすでにあります。'),
        ),
        migrations.AlterConstraint(
            model_name='importrow',
            name='import_row_from_one',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='import_row_from_one', violation_error_message='行は1から数えます。'),
        ),
        migrations.AlterConstraint(
            model_name='namedecision',
            name='name_decision_once',
            constraint=models.UniqueConstraint(fields=('municipality', 'key', 'organization'), name='name_decision_once', violation_error_message='この表記と団体についての判断はすでにあります。そちらを直してください。'),
        ),
        migrations.AlterConstraint(
            model_name='namedecision',
            name='name_means_one_organization',
            constraint=models.UniqueConstraint(condition=models.Q(('same', True)), fields=('municipality', 'key'), name='name_means_one_organization', violation_error_message='この表記は、すでに別の団体と同じだとされています。そちらを直してください。'),
        ),
        migrations.AlterConstraint(
            model_name='question',
            name='question_position_once',
            constraint=models.UniqueConstraint(fields=('survey', 'position'), name='question_position_once', violation_error_message='同じ並び順の設問がすでにあります。'),
        ),
        migrations.AlterConstraint(
            model_name='valuerule',
            name='value_rule_once',
            constraint=models.UniqueConstraint(fields=('question', 'value'), name='value_rule_once', violation_error_message='この値の対応はすでにあります。そちらを直してください。'),
        ),
        migrations.AlterConstraint(
            model_name='valuerule',
            name='value_rule_one_meaning',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('missing', ''), ('option__isnull', False)), models.Q(('option', None), models.Q(('missing', ''), _negated=True)), _connector='OR'), name='value_rule_one_meaning', violation_error_message='選択肢か欠測の種類の、どちらか1つを選んでください。'),
        ),
    ]
