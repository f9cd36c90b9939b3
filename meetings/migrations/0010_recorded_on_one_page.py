from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def planned_is_what_is_to_come(apps, schema_editor):
    meetings = apps.get_model("meetings", "Meeting").objects
    meetings.filter(held_on__gt=timezone.localdate()).update(state="planned")


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0009_counted_numbers'),
        ('organizations', '0025_keys_of_more_forms'),
        ('pilots', '0008_notes_of_deliveries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='attendance',
            name='exactness',
            field=models.CharField(choices=[('exact', '正確'), ('about', '約・程度・ほど'), ('over', '超'), ('at_least', '以上'), ('under', '弱・未満'), ('nearly', '近い'), ('rank_only', '順位だけ')], default='exact', max_length=12, verbose_name='人数の正確さ'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='mode',
            field=models.CharField(blank=True, choices=[('venue', '会場'), ('online', 'オンライン'), ('both', '会場とオンライン')], max_length=10, verbose_name='開き方'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='next_ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='次回の終了'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='next_starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='次回の開始'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='next_venue',
            field=models.CharField(blank=True, max_length=200, verbose_name='次回の会場'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='state',
            field=models.CharField(choices=[('planned', '予定'), ('held', '実施')], default='held', max_length=10, verbose_name='予定・実施'),
        ),
        migrations.AlterField(
            model_name='action',
            name='state',
            field=models.CharField(choices=[('not_started', '未着手'), ('under_way', '進行中'), ('done', '完了'), ('dropped', '取りやめ'), ('carried', '次の会議へ引継ぎ')], default='not_started', max_length=20, verbose_name='状態'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('next_ends_at', None), ('next_starts_at', None), ('next_ends_at__gte', models.F('next_starts_at')), _connector='OR'), name='meeting_next_hours', violation_error_message='終了は開始より後の時刻を入力してください。'),
        ),
        migrations.RunPython(planned_is_what_is_to_come, migrations.RunPython.noop),
    ]
