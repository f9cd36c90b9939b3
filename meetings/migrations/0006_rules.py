import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0005_raised_meetings'),
        ('organizations', '0011_rules'),
        ('pilots', '0004_derived_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='meeting',
            name='fiscal_year',
            field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1948, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'), django.core.validators.MaxValueValidator(2100, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023')], verbose_name='年度'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='action_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='agenda_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('organization__isnull', False), ('department__isnull', False), models.Q(('name_as_printed', ''), _negated=True), _connector='OR'), name='attendance_of_somebody', violation_error_message='団体・部署・相手（表記）のどれかを入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('organization', None), ('department', None), _connector='OR'), name='attendance_of_one_body', violation_error_message='団体と部署は、別々の行に分けて入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='decision_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='hearing_titled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='hearing_ends_after_start', violation_error_message='終了は開始以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='hearing',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='hearing_not_negative', violation_error_message='0以上の数を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='hearingvoice',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='voice_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='meeting_titled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('fiscal_year', None), ('fiscal_year__range', (1948, 2100)), _connector='OR'), name='meeting_year_within_reason', violation_error_message='この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('starts_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='meeting_hours', violation_error_message='終了は開始より後の時刻を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('next_on', None), ('held_on', None), ('next_on__gte', models.F('held_on')), _connector='OR'), name='meeting_next_day', violation_error_message='開催日より後の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='meetingseries',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='series_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='opinion',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='opinion_written', violation_error_message='入力されていません。入力してください。'),
        ),
    ]
