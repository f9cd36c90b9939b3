import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0011_rules'),
        ('pilots', '0004_derived_keys'),
        ('surveys', '0004_years_within_reason'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='pilot',
            name='fiscal_year',
            field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1948, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'), django.core.validators.MaxValueValidator(2100, 'この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023')], verbose_name='年度'),
        ),
        migrations.AddConstraint(
            model_name='attendancecount',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('as_printed', ''), _negated=True), ('percent__isnull', False), models.Q(('category', ''), _negated=True), _connector='OR'), name='attendance_counts', violation_error_message='数値か、原文の表記を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='attendancecount',
            constraint=models.CheckConstraint(condition=models.Q(('value', None), ('value__gte', 0), _connector='OR'), name='attendance_not_negative', violation_error_message='0以上の数を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='attendancecount',
            constraint=models.CheckConstraint(condition=models.Q(('percent', None), ('percent__range', (0, 100)), _connector='OR'), name='attendance_share', violation_error_message='割合は0から100までの数を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='distribution',
            constraint=models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='distribution_place_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='kpi',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='kpi_labelled', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='kpi',
            constraint=models.CheckConstraint(condition=models.Q(('goal', None), ('type__in', ['number', 'ratio']), _connector='OR'), name='kpi_goal_in_numbers', violation_error_message='目標値は「数」か「割合」の指標にだけ入力できます。型を確かめてください。'),
        ),
        migrations.AddConstraint(
            model_name='kpi',
            constraint=models.CheckConstraint(condition=models.Q(('goal', None), models.Q(('type', 'ratio'), _negated=True), ('goal__range', (0, 100)), _connector='OR'), name='kpi_goal_is_a_share', violation_error_message='割合は0から100までの数を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='kpireading',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('as_printed', ''), _negated=True), models.Q(('text', ''), _negated=True), ('yes__isnull', False), _connector='OR'), name='reading_says_a_result', violation_error_message='数値か、原文の表記を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='pilot_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='pilot',
            constraint=models.CheckConstraint(condition=models.Q(('fiscal_year', None), ('fiscal_year__range', (1948, 2100)), _connector='OR'), name='pilot_year_within_reason', violation_error_message='この年度は扱えません。年度を確かめてください。例：令和5年度、R5、2023'),
        ),
        migrations.AddConstraint(
            model_name='pilotevent',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='event_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='pilotevent',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at', None), ('ends_at', None), ('ends_at__gte', models.F('starts_at')), models.Q(('ends_on__gt', models.F('starts_on')), ('ends_on__isnull', False), ('starts_on__isnull', False)), _connector='OR'), name='event_hours', violation_error_message='終了時刻は開始時刻より後にしてください。'),
        ),
        migrations.AddConstraint(
            model_name='programmeitem',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='programme_written', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='publication_named', violation_error_message='入力されていません。入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='publication_ends_after_start', violation_error_message='終了は開始以降の日付を入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='speaker',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='speaker_named', violation_error_message='入力されていません。入力してください。'),
        ),
    ]
